//! A page printed once and handed out many times: compressed when it is printed, filled in when it is handed out.
//!
//! A questionnaire differs between visitors only in the office it names and, for walk-ins, in a random
//! id. Such places are [`Hole`]s. The text between holes is deflated once; a visit joins the pieces with
//! the fillings as stored blocks, which is copying, not compressing.

use std::io::Write;
use std::sync::OnceLock;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use flate2::{Compress, Compression, Crc, FlushCompress, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::web::words::Lang;

/// A place of a printed page that is filled in at each visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole {
    /// Name of the office that the questionnaire is about.
    Office,
    /// Random id of a walk-in sheet.
    Submission,
}

impl Hole {
    const ALL: [Self; 2] = [Self::Office, Self::Submission];

    /// The mark that stands for the hole in a drawn page: a private character that no text of ours holds.
    pub fn mark(self) -> char {
        match self {
            Self::Office => '\u{e000}',
            Self::Submission => '\u{e001}',
        }
    }

    fn of(mark: char) -> Option<Self> {
        Self::ALL.into_iter().find(|hole| hole.mark() == mark)
    }
}

/// What goes into the holes of one visit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fill<'a> {
    /// Name of the office.
    pub office: &'a str,
    /// Id of the walk-in sheet.
    pub submission: &'a str,
}

/// A printed text with its compressed forms.
#[derive(Debug)]
pub struct Page {
    pieces: Vec<Piece>,
    /// Made when the first browser that reads it comes; only of a page without holes.
    brotli: OnceLock<Bytes>,
    etag: Option<HeaderValue>,
    kind: &'static str,
    lang: Option<Lang>,
}

#[derive(Debug)]
struct Piece {
    text: Bytes,
    /// Raw deflate, ending at a byte; only the last piece ends the stream.
    deflated: Bytes,
    crc: Crc,
    /// The hole after this piece.
    hole: Option<Hole>,
}

impl Page {
    /// Prints an HTML page in a language; private characters of [`Hole::mark`] become holes.
    pub fn html(lang: Lang, text: &str) -> Self {
        Self::print("text/html; charset=utf-8", Some(lang), text)
    }

    /// Prints anything else, by its content type.
    pub fn plain(kind: &'static str, text: &str) -> Self {
        Self::print(kind, None, text)
    }

    fn print(kind: &'static str, lang: Option<Lang>, text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(|c| Hole::of(c).is_some()) {
            let (before, after) = rest.split_at(at);
            let mut chars = after.chars();
            let hole = chars.next().and_then(Hole::of);
            pieces.push(Piece::new(before, hole, false));
            rest = chars.as_str();
        }
        pieces.push(Piece::new(rest, None, true));
        let whole = pieces.len() == 1;
        Self {
            pieces,
            brotli: OnceLock::new(),
            etag: whole.then(|| etag(text)).flatten(),
            kind,
            lang,
        }
    }

    /// The page as text.
    pub fn text(&self, fill: Fill<'_>) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.pieces.iter().map(|p| p.text.len() + 200).sum());
        for piece in &self.pieces {
            out.extend_from_slice(&piece.text);
            out.extend_from_slice(fill.escaped(piece.hole).as_bytes());
        }
        out
    }

    /// The page as a gzip stream.
    pub fn gzip(&self, fill: Fill<'_>) -> Vec<u8> {
        let size: usize = self.pieces.iter().map(|p| p.deflated.len() + 200).sum();
        let mut out = Vec::with_capacity(size + 18);
        // RFC 1952: magic, deflate, no flags, no time, best compression, unknown system.
        out.extend_from_slice(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
        let mut crc = Crc::new();
        for piece in &self.pieces {
            out.extend_from_slice(&piece.deflated);
            crc.combine(&piece.crc);
            // A stored block holds at most 65,535 bytes.
            for block in fill.escaped(piece.hole).as_bytes().chunks(0xffff) {
                let length = block.len() as u16;
                out.push(0);
                out.extend_from_slice(&length.to_le_bytes());
                out.extend_from_slice(&(!length).to_le_bytes());
                out.extend_from_slice(block);
                let mut own = Crc::new();
                own.update(block);
                crc.combine(&own);
            }
        }
        out.extend_from_slice(&crc.sum().to_le_bytes());
        out.extend_from_slice(&crc.amount().to_le_bytes());
        out
    }

    /// Bytes on the wire of a page without holes, to a browser that reads brotli.
    #[cfg(test)]
    pub fn weight(&self) -> usize {
        brotli(&self.text(Fill::default()), BEST).len()
    }

    /// Hands the page out, in the best form that this browser reads.
    pub fn reply(&self, request: &HttpRequest, fill: Fill<'_>) -> HttpResponse {
        let headers = request.headers();
        if let Some(etag) = &self.etag
            && headers.get(header::IF_NONE_MATCH) == Some(etag)
        {
            return HttpResponse::NotModified()
                .insert_header((header::ETAG, etag.clone()))
                .finish();
        }
        let mut reply = HttpResponse::Ok();
        reply.insert_header((header::CONTENT_TYPE, self.kind));
        reply.insert_header((header::VARY, "Accept-Encoding, Accept-Language"));
        if let Some(lang) = self.lang {
            reply.insert_header((header::CONTENT_LANGUAGE, lang.code()));
        }
        if let Some(etag) = &self.etag {
            reply.insert_header((header::ETAG, etag.clone()));
        }
        match &self.pieces[..] {
            [only] if accepts(headers, "br") => reply
                .insert_header((header::CONTENT_ENCODING, "br"))
                .body(self.brotli.get_or_init(|| brotli(&only.text, BEST)).clone()),
            _ if accepts(headers, "gzip") => reply
                .insert_header((header::CONTENT_ENCODING, "gzip"))
                .body(self.gzip(fill)),
            [only] => reply.body(only.text.clone()),
            _ => reply.body(self.text(fill)),
        }
    }
}

impl Piece {
    fn new(text: &str, hole: Option<Hole>, last: bool) -> Self {
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        Self {
            text: Bytes::copy_from_slice(text.as_bytes()),
            deflated: deflate(text.as_bytes(), last).into(),
            crc,
            hole,
        }
    }
}

impl Fill<'_> {
    fn escaped(self, hole: Option<Hole>) -> String {
        let raw = match hole {
            Some(Hole::Office) => self.office,
            Some(Hole::Submission) => self.submission,
            None => "",
        };
        let mut out = String::with_capacity(raw.len());
        for c in raw.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                c => out.push(c),
            }
        }
        out
    }
}

/// Sends a page drawn for this visit, gzipped if it is worth it. Not for pages that hold a secret beside
/// text of the visitor: compression would tell about it.
pub fn send(request: &HttpRequest, status: StatusCode, lang: Lang, html: String) -> HttpResponse {
    let mut reply = HttpResponse::build(status);
    reply.insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"));
    reply.insert_header((header::CONTENT_LANGUAGE, lang.code()));
    reply.insert_header((header::VARY, "Accept-Encoding, Accept-Language"));
    // Brotli knows the words of HTML by heart, which pays on small pages; on large ones it takes too long.
    if html.len() <= SMALL && accepts(request.headers(), "br") {
        return reply
            .insert_header((header::CONTENT_ENCODING, "br"))
            .body(brotli(html.as_bytes(), QUICK));
    }
    if html.len() < 1024 || !accepts(request.headers(), "gzip") {
        return reply.body(html);
    }
    let mut gzip = GzEncoder::new(Vec::with_capacity(html.len() / 4), Compression::fast());
    match gzip.write_all(html.as_bytes()).and_then(|()| gzip.finish()) {
        Ok(small) => reply
            .insert_header((header::CONTENT_ENCODING, "gzip"))
            .body(small),
        Err(_) => reply.body(html),
    }
}

/// Bytes on the wire of a page drawn for one visit, to a browser that reads brotli.
#[cfg(test)]
pub fn weight(html: &str) -> usize {
    brotli(html.as_bytes(), QUICK).len()
}

/// Sends a page that belongs to one signed-in person: neither compressed nor kept.
pub fn send_private(status: StatusCode, lang: Lang, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_LANGUAGE, lang.code()))
        .insert_header((header::CACHE_CONTROL, crate::web::headers::NO_STORE))
        .body(html)
}

/// Whether `Accept-Encoding` lets an encoding through.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let value = headers.get(header::ACCEPT_ENCODING);
    let list = value.and_then(|v| v.to_str().ok()).unwrap_or_default();
    list.split(',').any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim() == encoding && weight.parse::<f32>().is_ok_and(|q| q > 0.0)
    })
}

fn deflate(text: &[u8], last: bool) -> Vec<u8> {
    let flush = if last {
        FlushCompress::Finish
    } else {
        FlushCompress::Sync
    };
    let mut squeeze = Compress::new(Compression::best(), false);
    // Stored blocks and the flush mark are the most that deflate can add.
    let mut out = Vec::with_capacity(text.len() + text.len() / 1000 + 64);
    // Writing to a vector with room for the worst case cannot fail.
    let _ = squeeze.compress_vec(text, &mut out, flush);
    out
}

/// Largest page in bytes that is worth brotli while somebody waits.
const SMALL: usize = 48 * 1024;
/// Quality of brotli while somebody waits, and of what is printed once.
const QUICK: i32 = 5;
const BEST: i32 = 11;

fn brotli(text: &[u8], quality: i32) -> Bytes {
    let mut out = Vec::with_capacity(text.len() / 4);
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        // Bits of the window. The default one takes longer to clear than a page to compress; with fewer than 17 the encoder
        // looks for repetitions in a way that takes fifty times as long (4 ms a page, not 0.08).
        lgwin: if quality == BEST { 22 } else { 18 },
        ..Default::default()
    };
    // Reading a slice and writing a vector cannot fail.
    let _ = brotli::BrotliCompress(&mut &*text, &mut out, &params);
    out.into()
}

fn etag(text: &str) -> Option<HeaderValue> {
    let digest = Sha256::digest(text.as_bytes());
    let hash = data_encoding::HEXLOWER.encode(&digest[..12]);
    // Weak: the same words, whatever the compression.
    HeaderValue::from_str(&format!("W/\"{hash}\"")).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use actix_web::test::TestRequest;

    use super::*;

    fn unzip(bytes: &[u8]) -> String {
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes)
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    fn holed() -> Page {
        let (office, submission) = (Hole::Office.mark(), Hole::Submission.mark());
        let text = format!(
            "<h1>{office}</h1>{}<b>{office}</b><i>{submission}</i>",
            "Hài lòng ".repeat(400)
        );
        Page::html(Lang::VI, &text)
    }

    #[test]
    fn filled_pages_are_the_same_compressed_or_not() {
        let page = holed();
        for office in ["", "UBND xã Ân Thi", "<a & 'b'>", &"x".repeat(70_000)] {
            let fill = Fill {
                office,
                submission: "4c1f",
            };
            let text = String::from_utf8(page.text(fill)).unwrap();
            assert_eq!(unzip(&page.gzip(fill)), text);
            assert!(text.ends_with("<i>4c1f</i>"));
            assert!(!text.contains(|c| Hole::of(c).is_some()));
        }
        let fill = Fill {
            office: "<script>",
            submission: "",
        };
        assert!(
            !String::from_utf8(page.text(fill))
                .unwrap()
                .contains("<script>")
        );
    }

    #[test]
    fn filling_in_does_not_cost_the_compression() {
        let page = holed();
        assert!(page.gzip(Fill::default()).len() < page.text(Fill::default()).len() / 20);
    }

    #[test]
    fn the_browser_gets_what_it_can_read() {
        let page = Page::html(Lang::VI, &"Hài lòng ".repeat(100));
        for (accepted, encoding) in [
            ("gzip, deflate, br", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0, gzip;q=0.5", Some("gzip")),
            ("identity", None),
            ("gzip;q=x", None),
        ] {
            let request = TestRequest::get()
                .insert_header(("accept-encoding", accepted))
                .to_http_request();
            let reply = page.reply(&request, Fill::default());
            let got = reply.headers().get("content-encoding");
            assert_eq!(got.map(|v| v.to_str().unwrap()), encoding, "{accepted}");
        }
    }

    #[test]
    fn a_page_that_has_not_changed_is_not_sent_again() {
        let page = Page::html(Lang::VI, "Hài lòng");
        let first = page.reply(&TestRequest::get().to_http_request(), Fill::default());
        let again = TestRequest::get()
            .insert_header((
                "if-none-match",
                first.headers().get("etag").unwrap().clone(),
            ))
            .to_http_request();
        assert_eq!(page.reply(&again, Fill::default()).status(), 304);
        assert!(
            holed().etag.is_none(),
            "a page with holes is another page at each visit"
        );
    }
}

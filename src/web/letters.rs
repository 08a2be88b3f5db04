//! Letters of minority languages that many phones lack: one small font, and the sheet that only pages in those languages link.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::web::assets::{self, Asset};
use crate::web::headers::IMMUTABLE;

/// Languages of the Central Highlands written with ƀ ĕ ĭ ŏ ŭ or with marks over marks, by ISO 639-3: Ê-đê, Gia-rai,
/// Ba-na, M'nông (central, eastern, southern), Cơ-ho, Xơ-đăng.
const LANGUAGES: [&str; 8] = ["rad", "jra", "bdq", "cmo", "mng", "mnn", "kpm", "sed"];

const FONT: &[u8] = include_bytes!("assets/letters/noto-sans.woff2");

static FONT_NAME: LazyLock<String> = LazyLock::new(|| {
    let digest = HEXLOWER.encode(&Sha256::digest(FONT)[..6]);
    format!("/assets/letters-{digest}.woff2")
});

static SHEET: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("assets/letters.css").replace("{{font}}", &FONT_NAME);
    // The comment at the top names the mark, too; it is not sent.
    let text = assets::tightened(&text);
    Asset::new("letters", "css", "text/css; charset=utf-8", &text)
});

/// Address of the sheet with the letters of a language (its code); `None` when the fonts of any phone have them.
pub fn sheet(code: &str) -> Option<&'static str> {
    LANGUAGES.contains(&code).then(|| SHEET.name())
}

/// The sheet as it is served.
pub fn asset() -> &'static Asset {
    &SHEET
}

/// The font, when this is its address.
pub fn font(path: &str) -> Option<HttpResponse> {
    let reply = || {
        HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "font/woff2"))
            .insert_header((header::CACHE_CONTROL, IMMUTABLE))
            .body(Bytes::from_static(FONT))
    };
    (path == FONT_NAME.as_str()).then(reply)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use actix_web::App;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use ttf_parser::{Face, RawFaceTables, Tag, gpos};

    use super::*;

    /// Names of the tables that a WOFF2 file stores by number (W3C WOFF 2.0, 5.1), as far as this font uses them.
    const KNOWN: [&[u8; 4]; 29] = [
        b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"OS/2", b"post", b"cvt ", b"fpgm",
        b"glyf", b"loca", b"prep", b"CFF ", b"VORG", b"EBDT", b"EBLC", b"gasp", b"hdmx", b"kern",
        b"LTSH", b"PCLT", b"VDMX", b"vhea", b"vmtx", b"BASE", b"GDEF", b"GPOS", b"GSUB",
    ];

    /// A number of seven bits a byte, the high bit saying that more follows.
    fn base128(bytes: &mut impl Iterator<Item = u8>) -> usize {
        let mut number = 0;
        for byte in bytes {
            number = number << 7 | usize::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    /// The tables of a WOFF2 file as stored; outlines stay transformed, the others are those of the font.
    fn tables(file: &[u8]) -> BTreeMap<[u8; 4], Vec<u8>> {
        assert_eq!(&file[..4], b"wOF2");
        let count = u16::from_be_bytes([file[12], file[13]]);
        let mut rest = file[48..].iter().copied();
        let mut directory = Vec::new();
        for _ in 0..count {
            let flags = rest.next().unwrap();
            let tag = *KNOWN[usize::from(flags & 0x3f)];
            let mut length = base128(&mut rest);
            // Outlines are transformed unless the version says 3, all others only if it says so.
            let outlines = [b"glyf", b"loca"].contains(&&tag);
            if outlines && flags >> 6 != 3 || !outlines && flags >> 6 != 0 {
                length = base128(&mut rest);
            }
            directory.push((tag, length));
        }
        let mut plain = Vec::new();
        let packed: Vec<u8> = rest.collect();
        let size = u32::from_be_bytes([file[20], file[21], file[22], file[23]]) as usize;
        brotli::BrotliDecompress(&mut &packed[..size], &mut plain).unwrap();
        let mut at = 0;
        let mut cut = |length| {
            at += length;
            plain[at - length..at].to_vec()
        };
        directory
            .into_iter()
            .map(|(tag, length)| (tag, cut(length)))
            .collect()
    }

    fn letters() -> BTreeSet<char> {
        let mut letters: BTreeSet<char> = (' '..='~').collect();
        // Ê-đê, Gia-rai, Ba-na, M'nông; the breve stands over letters that have no sign of their own with it.
        letters.extend("ƀɃčČĕĔêÊĭĬñÑŏŎôÔơƠŭŬưƯđĐăĂâÂ\u{306}".chars());
        for lang in ["vi", "en"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/locales");
            for file in std::fs::read_dir(folder.join(lang)).unwrap() {
                let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
                let both = text
                    .chars()
                    .chain(text.to_uppercase().chars().collect::<Vec<_>>());
                letters.extend(both.filter(|c| !c.is_control()));
            }
        }
        letters
    }

    #[test]
    fn glyphs() {
        assert!(FONT.len() <= 16 * 1024, "{} bytes", FONT.len());
        let tables = tables(FONT);
        let table = |tag: &[u8; 4]| Some(tables[tag].as_slice());
        let raw = RawFaceTables {
            head: &tables[b"head"],
            hhea: &tables[b"hhea"],
            maxp: &tables[b"maxp"],
            cmap: table(b"cmap"),
            gpos: table(b"GPOS"),
            ..RawFaceTables::default()
        };
        let face = Face::from_raw_tables(raw).unwrap();
        let glyph = |c: char| face.glyph_index(c);
        let missing: Vec<char> = letters()
            .into_iter()
            .filter(|&c| glyph(c).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:?}");

        // The breve is anchored over each of the four letters that need it, in both cases.
        let layout = face.tables().gpos.unwrap();
        let feature = |name: &[u8; 4]| layout.features.find(Tag::from_bytes(name)).is_some();
        assert!(feature(b"mark") && feature(b"mkmk") && feature(b"kern"));
        let breve = glyph('\u{306}').unwrap();
        for base in "êÊôÔơƠưƯ".chars().filter_map(glyph) {
            let anchored = layout.lookups.into_iter().any(|lookup| {
                let mut parts = lookup.subtables.into_iter::<gpos::PositioningSubtable>();
                parts.any(|part| match part {
                    gpos::PositioningSubtable::MarkToBase(m) => {
                        m.mark_coverage.contains(breve) && m.base_coverage.contains(base)
                    }
                    _ => false,
                })
            });
            assert!(anchored, "{base:?}");
        }
    }

    #[actix_web::test]
    async fn the_sheet_names_the_font_and_both_may_be_kept_for_ever() {
        let app = init_service(App::new().configure(assets::routes)).await;
        let get = |path: &str| TestRequest::get().uri(path).to_request();
        let reply = call_service(&app, get(sheet("rad").unwrap())).await;
        assert_eq!(reply.status(), 200);
        let text = String::from_utf8(read_body(reply).await.to_vec()).unwrap();
        assert!(text.contains(&format!("url({})", &*FONT_NAME)) && !text.contains("{{"));
        let reply = call_service(&app, get(&FONT_NAME)).await;
        assert_eq!(reply.headers().get("content-type").unwrap(), "font/woff2");
        assert_eq!(reply.headers().get("cache-control").unwrap(), IMMUTABLE);
        assert_eq!(read_body(reply).await, FONT);
    }

    #[test]
    fn vietnamese_and_english_pages_load_no_font() {
        assert_eq!((sheet("vi"), sheet("en")), (None, None));
        for code in LANGUAGES {
            assert!(sheet(code).is_some());
        }
    }
}

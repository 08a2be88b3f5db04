//! Style sheets and icon: named by their content, so that a browser fetches each of them once and never asks again.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use sha2::{Digest, Sha256};

use crate::web::headers::IMMUTABLE;
use crate::web::letters;
use crate::web::pages::Fill;
use crate::web::pages::Page;
use crate::web::problem::Problem;
use crate::web::scripts;

/// A file of ours under a name that changes with its content.
pub struct Asset {
    name: String,
    page: Page,
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("assets/style.css");
    Asset::new("style", "css", "text/css; charset=utf-8", &tightened(text))
});

static DESK: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("assets/desk.css");
    Asset::new("desk", "css", "text/css; charset=utf-8", &tightened(text))
});

static HOME: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("assets/home.css");
    Asset::new("home", "css", "text/css; charset=utf-8", &tightened(text))
});

static CITIZENS_TEXT: LazyLock<String> =
    LazyLock::new(|| tightened(include_str!("assets/citizens.css")));

static CITIZENS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("citizens", "css", "text/css; charset=utf-8", &CITIZENS_TEXT));

static ICON: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("assets/icon.svg");
    Asset::new("icon", "svg", "image/svg+xml", text)
});

impl Asset {
    /// Prints a file.
    pub fn new(stem: &str, extension: &str, kind: &'static str, text: &str) -> Self {
        let digest = Sha256::digest(text.as_bytes());
        let hash = data_encoding::HEXLOWER.encode(&digest[..6]);
        Self {
            name: format!("/assets/{stem}-{hash}.{extension}"),
            page: Page::plain(kind, text),
        }
    }

    /// Its address.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The style sheet without its comments and line breaks.
pub fn tightened(css: &str) -> String {
    let without_comments = css.split("/*").enumerate().map(|(i, piece)| match i {
        0 => piece,
        _ => piece.split_once("*/").map_or("", |(_, rest)| rest),
    });
    let text: String = without_comments.collect();
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

/// Address of the style sheet.
pub fn style() -> &'static str {
    &STYLE.name
}

/// Address of what the style sheet adds on the desks of staff.
pub fn desk() -> &'static str {
    &DESK.name
}

/// Address of what the style sheet of the staff's home of a place adds.
pub fn home() -> &'static str {
    &HOME.name
}

/// Address of the citizens' style sheet.
pub fn citizens() -> &'static str {
    &CITIZENS.name
}

/// The citizens' style sheet itself, which the first page brings along.
pub fn citizens_text() -> &'static str {
    &CITIZENS_TEXT
}

/// What a content security policy calls that sheet: `'sha256-…'`, so that this very text is allowed and no other.
pub fn citizens_source() -> String {
    let digest = Sha256::digest(CITIZENS_TEXT.as_bytes());
    format!("'sha256-{}'", data_encoding::BASE64.encode(&digest))
}

/// Address of the icon.
pub fn icon() -> &'static str {
    &ICON.name
}

/// `GET /assets/{name}`.
pub async fn serve(request: HttpRequest) -> Result<HttpResponse, Problem> {
    if let Some(picture) = scripts::picture(request.path()) {
        return Ok(picture);
    }
    if let Some(font) = letters::font(request.path()) {
        return Ok(font);
    }
    let asset = [
        &*STYLE,
        &*DESK,
        &*CITIZENS,
        &*HOME,
        &*ICON,
        letters::asset(),
    ]
    .into_iter()
    .chain(scripts::assets())
    .find(|asset| asset.name == request.path())
    .ok_or_else(Problem::not_found)?;
    let mut reply = asset.page.reply(&request, Fill::default());
    let immutable = header::HeaderValue::from_static(IMMUTABLE);
    reply.headers_mut().insert(header::CACHE_CONTROL, immutable);
    Ok(reply)
}

/// Bytes of each asset on the wire, to a browser that reads brotli.
#[cfg(test)]
pub fn weights() -> Vec<(String, usize)> {
    [&*STYLE, &*CITIZENS, &*ICON]
        .into_iter()
        .chain(scripts::assets())
        .map(|asset| (asset.name.clone(), asset.page.weight()))
        .collect()
}

/// The route of the assets.
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/assets/{name}").route(web::get().to(serve)));
}

#[cfg(test)]
mod tests {
    use actix_web::App;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};

    use super::*;

    #[actix_web::test]
    async fn an_asset_may_be_kept_for_ever_because_its_name_is_its_content() {
        let app = init_service(App::new().configure(routes)).await;
        for (path, kind) in [
            (style(), "text/css; charset=utf-8"),
            (desk(), "text/css; charset=utf-8"),
            (citizens(), "text/css; charset=utf-8"),
            (icon(), "image/svg+xml"),
        ] {
            let request = TestRequest::get()
                .uri(path)
                .insert_header(("accept-encoding", "gzip, br"));
            let reply = call_service(&app, request.to_request()).await;
            assert_eq!(reply.status(), 200);
            assert_eq!(reply.headers().get("content-type").unwrap(), kind);
            assert_eq!(reply.headers().get("cache-control").unwrap(), IMMUTABLE);
            assert_eq!(reply.headers().get("content-encoding").unwrap(), "br");
            assert!(read_body(reply).await.len() <= 6 * 1024);
        }
        let old = TestRequest::get().uri("/assets/style-000000000000.css");
        assert_eq!(call_service(&app, old.to_request()).await.status(), 404);
    }

    #[test]
    fn the_style_sheets_fetch_nothing() {
        for sheet in [
            include_str!("assets/style.css"),
            include_str!("assets/citizens.css"),
        ] {
            for word in ["url(", "@import", "@font-face", "/*"] {
                assert!(!tightened(sheet).contains(word), "{word}");
            }
        }
    }
}

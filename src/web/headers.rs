//! Headers that every reply carries, so that a browser trusts nothing but this house.

use actix_web::http::header::HeaderValue;
use actix_web::middleware::DefaultHeaders;

/// What a page may load and do: its own style sheet, pictures and recordings, and nothing of anybody else.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self'; media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; worker-src 'self'; \
    manifest-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";

/// `Cache-Control` of whatever belongs to one visitor: questionnaires behind a link, staff pages.
pub const NO_STORE: &str = "no-store";

/// `Cache-Control` of what everybody gets alike and no embargo holds back: a browser may keep it, and asks again after a
/// minute.
pub const PUBLISHED: &str = "public, max-age=60";

/// `Cache-Control` of published figures: a browser may keep them for so many seconds, and then asks again.
pub fn published(seconds: u32) -> HeaderValue {
    let text = format!("public, max-age={seconds}");
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(NO_STORE))
}

/// `Cache-Control` of the pages of a questionnaire on its way: kept by this one browser for its own back and forward, asked
/// for anew otherwise.
///
/// They are replies to POST. Chromium shows “Confirm Form Resubmission” in place of such a page when it may not store it
/// (`no-store`), and whoever went back would lose the answers; a walk-in sheet would also get another id and could count
/// twice. The price is that the last page stays in the history of the browser after sending; the thanks say to close it.
pub const TURNED: &str = "private, no-cache";

/// `Cache-Control` of files whose name changes with their content.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// The policy of a page that brings one style sheet along: this very text and no other. `source` is its `'sha256-…'`.
pub fn with_style(source: &str) -> String {
    CONTENT_SECURITY_POLICY.replace("style-src 'self'", &format!("style-src 'self' {source}"))
}

/// `Permissions-Policy` of the kiosk: its camera reads the QR of a queue ticket, on that page only.
pub const CAMERA: &str = "camera=(self), geolocation=(), microphone=()";

/// Lets pages of other sites load a reply: the widget and its script, nothing else.
pub const FOR_OTHER_SITES: (&str, &str) = ("cross-origin-resource-policy", "cross-origin");

/// The policy of the widget: as everywhere, and these sites may frame it.
pub fn framed_by(sites: &str) -> String {
    CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'",
        &format!("frame-ancestors {sites}"),
    )
}

/// The outermost wrap of the service. `https` adds HSTS, which would lock people out of a plain-HTTP service.
pub fn security(https: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("Content-Security-Policy", CONTENT_SECURITY_POLICY))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
        .add((
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=()",
        ));
    if https {
        headers.add((
            "Strict-Transport-Security",
            "max-age=63072000; includeSubDomains",
        ))
    } else {
        headers
    }
}

/// The wrap of a scope whose replies belong to one visitor only.
pub fn no_store() -> DefaultHeaders {
    DefaultHeaders::new().add(("Cache-Control", NO_STORE))
}

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};

    use super::*;

    const ALWAYS: [&str; 6] = [
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "permissions-policy",
    ];

    #[actix_web::test]
    async fn every_reply_carries_the_headers_also_when_nothing_is_found() {
        let app = init_service(
            App::new().wrap(security(true)).service(
                web::scope("/k")
                    .wrap(no_store())
                    .route("/{token}", web::get().to(HttpResponse::Ok)),
            ),
        )
        .await;
        for (path, stored) in [("/k/abc", false), ("/nowhere", true)] {
            let request = TestRequest::get().uri(path).to_request();
            let reply = call_service(&app, request).await;
            for name in ALWAYS {
                assert!(reply.headers().contains_key(name), "{path} lacks {name}");
            }
            assert!(reply.headers().contains_key("strict-transport-security"));
            let cache = reply.headers().get("cache-control");
            assert_eq!(cache.is_none(), stored, "{path}");
        }
    }

    #[actix_web::test]
    async fn hsts_is_said_over_https_only() {
        let app = init_service(App::new().wrap(security(false))).await;
        let reply = call_service(&app, TestRequest::get().uri("/").to_request()).await;
        assert!(!reply.headers().contains_key("strict-transport-security"));
    }

    #[test]
    fn the_policy_lets_no_inline_code_and_no_other_host_in() {
        for word in ["unsafe", "http:", "https:", "data:", "*"] {
            assert!(!CONTENT_SECURITY_POLICY.contains(word), "{word}");
        }
    }
}

//! What visitors and programs are told.

use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpResponse, web};
use serde_json::Value;

use super::*;
use crate::web::words::Lang;

#[derive(serde::Deserialize)]
struct Envelope {
    #[expect(dead_code, reason = "only its reading is tested")]
    token: String,
}

async fn read(_: web::Json<Envelope>) -> HttpResponse {
    HttpResponse::Ok().finish()
}

async fn ask(request: TestRequest) -> (StatusCode, HeaderMap, String) {
    let app = init_service(
        App::new()
            .wrap(from_fn(in_the_visitors_words))
            .configure(readers)
            .service(web::resource("/answers").route(web::post().to(read)))
            .route(
                "/late",
                web::get().to(async || Err::<HttpResponse, _>(Problem::expired_link())),
            )
            .route(
                "/busy",
                web::get().to(async || Err::<HttpResponse, _>(Problem::unavailable())),
            ),
    )
    .await;
    let reply = call_service(&app, request.to_request()).await;
    let (status, headers) = (reply.status(), reply.headers().clone());
    let body = String::from_utf8(read_body(reply).await.to_vec()).unwrap();
    (status, headers, body)
}

fn post(body: &'static str, kind: &str) -> TestRequest {
    TestRequest::default()
        .method(Method::POST)
        .uri("/answers")
        .insert_header(("content-type", kind.to_owned()))
        .set_payload(body)
}

#[actix_web::test]
async fn unreadable_bodies_are_problems_that_name_the_field() {
    let (status, headers, body) = ask(post("{\"tokn\": 1}", "application/json")).await;
    assert_eq!(status, 400);
    assert_eq!(
        headers.get("content-type").unwrap(),
        "application/problem+json"
    );
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["errors"][0]["field"], "token");
    assert_eq!(body["type"], "/docs#problem-bad-request");
    assert_eq!(body["status"], 400);

    assert_eq!(ask(post("a=b", "text/plain")).await.0, 415);
    let large: &'static str = "x".repeat(LARGEST_BODY + 1).leak();
    assert_eq!(ask(post(large, "application/json")).await.0, 413);
}

#[actix_web::test]
async fn wrong_methods_and_unknown_addresses_are_problems_too() {
    let (status, headers, body) = ask(TestRequest::get().uri("/answers")).await;
    assert_eq!(status, 405);
    assert_eq!(
        headers.get("content-type").unwrap(),
        "application/problem+json"
    );
    assert!(body.contains("\"status\":405"));
    assert_eq!(ask(TestRequest::get().uri("/nowhere")).await.0, 404);
}

#[actix_web::test]
async fn people_get_a_page_in_their_language_and_programs_get_json() {
    let browser = || {
        TestRequest::get()
            .uri("/late")
            .insert_header(("accept", "text/html,application/xhtml+xml,*/*;q=0.8"))
    };
    let (status, headers, body) = ask(browser()).await;
    assert_eq!(status, 410);
    assert_eq!(headers.get("content-language").unwrap(), "vi");
    assert!(body.starts_with("<!DOCTYPE html>") && body.contains("lang=\"vi\""));
    let (_, _, body) = ask(browser().insert_header(("accept-language", "en"))).await;
    assert!(body.contains("lang=\"en\""));
    let (_, _, body) = ask(TestRequest::get().uri("/late")).await;
    assert!(body.starts_with('{'), "{body}");
}

#[actix_web::test]
async fn busy_says_when_to_come_back_and_is_never_kept() {
    let (status, headers, _) = ask(TestRequest::get().uri("/busy")).await;
    assert_eq!(status, 503);
    assert_eq!(headers.get("retry-after").unwrap(), "5");
    assert_eq!(headers.get("cache-control").unwrap(), "no-store");
}

#[test]
fn every_kind_has_its_own_type_and_words() {
    for lang in Lang::all() {
        let titles: std::collections::BTreeSet<_> =
            Kind::ALL.iter().map(|k| k.title(lang)).collect();
        assert_eq!(titles.len(), Kind::ALL.len());
    }
    let slugs: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|k| k.slug()).collect();
    assert_eq!(slugs.len(), Kind::ALL.len());
}

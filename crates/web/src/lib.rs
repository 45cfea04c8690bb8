//! The agents' web app (`ui/`), as files in the binary, and how they are sent.
//!
//! Knows nothing of the API and holds no rule: whatever the app does it does over the public contract.
//! Files below `/assets` are named by their content and kept by browsers for a year; every page of the
//! app is `index.html`, which is asked for anew each time. `build/` is how the app gets here.

#[cfg(test)]
#[path = "../build/plan.rs"]
mod plan;

use std::fmt::Write as _;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/ui"]
struct Files;

/// No script but the app's own files. Its parts set styles of their own.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; \
    media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// What is in front of a path that is no page of the app, with or without more after it.
const NOT_PAGES: [&str; 10] =
    ["api", "assets", "files", "health", "metrics", "problems", "ready", "webhooks", "widget", "ws"];
const PAGE: &str = "index.html";
const FOR_A_YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// A file of the app, or its page for a path that a browser shows; `None` for whatever is not the app's.
pub fn respond(request: &HttpRequest) -> Option<HttpResponse> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let path = request.path().trim_start_matches('/');
    // Compressed twins are sent under the names of what they are.
    if !path.is_empty()
        && path.strip_suffix(".br").is_none()
        && path != PAGE
        && let Some(file) = Files::get(path)
    {
        return Some(send(request, path, file));
    }
    let first = path.split('/').next().unwrap_or_default();
    if NOT_PAGES.contains(&first) || !wants_page(request) {
        return None;
    }
    Some(send(request, PAGE, Files::get(PAGE)?))
}

/// Whether a person's browser asks; programs get the problem that they understand.
fn wants_page(request: &HttpRequest) -> bool {
    header_of(request, &header::ACCEPT).is_some_and(|accepted| accepted.contains("text/html"))
}

fn header_of<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

fn send(request: &HttpRequest, name: &str, plain: EmbeddedFile) -> HttpResponse {
    let accepts = header_of(request, &header::ACCEPT_ENCODING)
        .is_some_and(|accepted| accepted.split(',').any(|one| is_brotli(one.trim())));
    let twin = accepts.then(|| Files::get(&format!("{name}.br"))).flatten();
    let tag = tag(&plain, twin.is_some());
    let known = header_of(request, &header::IF_NONE_MATCH)
        .is_some_and(|known| known.split(',').any(|one| one.trim() == tag || one.trim() == "*"));
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = HttpResponse::build(status);
    let keep = if name.starts_with("assets/") { FOR_A_YEAR } else { ASK_AGAIN };
    response
        .insert_header((header::CACHE_CONTROL, keep))
        .insert_header((header::ETAG, tag))
        .insert_header((header::VARY, "accept-encoding"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header(("x-ui-build", build()));
    if known {
        return response.finish();
    }
    response.insert_header((header::CONTENT_TYPE, kind(name)));
    match twin {
        Some(twin) => response.insert_header((header::CONTENT_ENCODING, "br")).body(twin.data),
        // Otherwise it may still be compressed on its way.
        None => response.body(plain.data),
    }
}

/// `br`, unless it is refused by a weight of 0.
fn is_brotli(accepted: &str) -> bool {
    let (name, weight) = accepted.split_once(';').unwrap_or((accepted, ""));
    let refused = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()) == Some(0.0);
    name.trim() == "br" && !refused
}

fn tag(file: &EmbeddedFile, compressed: bool) -> String {
    format!("\"{}{}\"", hex(file), if compressed { "-br" } else { "" })
}

fn hex(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash().iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Names the build that is served: it changes with every change of the app.
pub fn build() -> String {
    Files::get(PAGE).map(|page| hex(&page)).unwrap_or_default()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, kind)| kind) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::{Method, StatusCode, header};
    use actix_web::test::TestRequest;

    use super::plan::{Mode, Step, Surroundings, next};
    use super::{Files, is_brotli, respond};

    const HTML: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    fn page(path: &str) -> TestRequest {
        TestRequest::get().uri(path).insert_header(HTML)
    }

    #[test]
    fn a_page_is_the_app_whatever_its_path_and_asked_for_anew() {
        for path in ["/", "/conversations/01", "/settings/members?x=1", "/index.html"] {
            let answer = respond(&page(path).to_http_request()).expect(path);
            assert_eq!(answer.status(), StatusCode::OK);
            let headers = answer.headers();
            assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), "no-cache");
            assert_eq!(headers.get(header::CONTENT_TYPE).unwrap(), "text/html; charset=utf-8");
            assert!(
                headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap().contains("default-src 'self'")
            );
            let tag = headers.get(header::ETAG).unwrap().clone();
            let again = page(path).insert_header((header::IF_NONE_MATCH, tag)).to_http_request();
            assert_eq!(respond(&again).unwrap().status(), StatusCode::NOT_MODIFIED);
        }
    }

    #[test]
    fn what_is_not_the_apps_is_left_to_others() {
        for path in
            ["/api/v1/none", "/api", "/assets/gone.js", "/ws", "/widget/x", "/webhooks/a", "/files/x", "/metrics"]
        {
            assert!(respond(&page(path).to_http_request()).is_none(), "{path}");
        }
        let program = TestRequest::get().uri("/conversations/01").insert_header(("accept", "application/json"));
        assert!(respond(&program.to_http_request()).is_none());
        assert!(respond(&page("/").method(Method::POST).to_http_request()).is_none());
    }

    #[test]
    fn files_named_by_their_content_are_kept_and_compressed_ones_sent_where_they_are_read() {
        let named = Files::iter().filter(|name| name.starts_with("assets/") && !name.ends_with(".br"));
        for name in named {
            let path = format!("/{name}");
            let answer = respond(&TestRequest::get().uri(&path).to_http_request()).expect(&path);
            assert!(answer.headers().get(header::CACHE_CONTROL).unwrap().to_str().unwrap().contains("immutable"));
            assert_eq!(answer.headers().get(header::CONTENT_ENCODING), None);
            if Files::get(&format!("{name}.br")).is_some() {
                let asking = TestRequest::get().uri(&path).insert_header((header::ACCEPT_ENCODING, "gzip, br"));
                let answer = respond(&asking.to_http_request()).expect(&path);
                assert_eq!(answer.headers().get(header::CONTENT_ENCODING).unwrap(), "br");
            }
            assert!(respond(&TestRequest::get().uri(&format!("{path}.br")).to_http_request()).is_none());
        }
        assert!(is_brotli("br") && is_brotli("br;q=0.5") && !is_brotli("br;q=0") && !is_brotli("gzip"));
    }

    fn there(has_sources: bool, is_fresh: bool, node: Option<&str>) -> Surroundings {
        Surroundings { has_sources, is_fresh, node: node.map(str::to_owned) }
    }

    #[test]
    fn the_app_is_built_where_it_can_be_and_the_server_anyhow() {
        let node = Some("v20.19.0\n");
        assert_eq!(next(&Mode::Auto, &there(true, false, node)), Step::Build);
        assert_eq!(next(&Mode::Auto, &there(true, true, None)), Step::TakeDist, "built already");
        for (has_sources, node) in [(true, None), (true, Some("v18.20.4")), (true, Some("what")), (false, node)] {
            let there = there(has_sources, false, node);
            assert!(matches!(next(&Mode::Auto, &there), Step::Placeholder(_)), "{there:?}");
            assert!(matches!(next(&Mode::Require, &there), Step::Fail(_)), "{there:?}");
        }
        assert!(matches!(next(&Mode::Skip, &there(true, true, node)), Step::Placeholder(_)));
        assert_eq!(next(&Mode::From("/x".into()), &there(false, false, None)), Step::Take("/x".into()));
    }

    #[test]
    fn the_mode_is_one_of_four() {
        assert_eq!(Mode::parse(""), Ok(Mode::Auto));
        assert_eq!(Mode::parse("require"), Ok(Mode::Require));
        assert_eq!(Mode::parse("dir:/srv/ui"), Ok(Mode::From("/srv/ui".into())));
        assert!(Mode::parse("dir:").is_err() && Mode::parse("yes").is_err());
    }
}

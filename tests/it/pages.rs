//! The web app comes out of the same program, and takes nothing away from the API.

use serde_json::json;
use skybot_client::reqwest::Method;
use skybot_tests::{App, Reply};

const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

async fn visit(app: &App, path: &str) -> Reply {
    app.anonymous().await.ask(Method::GET, path).header("accept", BROWSER).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_gets_the_app_at_whatever_page() {
    let app = App::start().await;
    for path in ["/", "/inbox/01a220b0-4213-7220-b880-2cbdcba3beaa", "/settings/members"] {
        let page = visit(&app, path).await;
        assert_eq!(page.status(), 200, "{path}");
        assert!(page.text().starts_with("<!doctype html>"), "{path}");
        assert_eq!(page.header("cache-control"), Some("no-cache"));
        let policy = page.header("content-security-policy").unwrap().to_owned();
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("script-src"), "scripts are the app's own files only: {policy}");
        let tag = page.header("etag").unwrap().to_owned();
        let api = app.anonymous().await;
        let again = api.ask(Method::GET, path).header("accept", BROWSER).header("if-none-match", tag).await;
        assert_eq!((again.status().as_u16(), again.text().as_str()), (304, ""), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_and_wrong_addresses_get_problems() {
    let app = App::start().await;
    let api = app.anonymous().await;
    api.ask(Method::GET, "/inbox/01").await.problem(404, "ROUTE_NOT_FOUND");
    api.ask(Method::POST, "/inbox/01").json(json!({})).header("accept", BROWSER).await.problem(404, "ROUTE_NOT_FOUND");
    for path in ["/api/v1/nothing", "/assets/gone.js", "/widget/none", "/ws"] {
        visit(&app, path).await.problem(404, "ROUTE_NOT_FOUND");
    }
}

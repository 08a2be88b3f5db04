//! A real Chromium, driven over WebDriver.

use std::future::Future;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::clock::Clock;
use super::database::variable;
use super::devtools::DevTools;

/// How the page is looked at.
#[derive(Clone, Copy)]
pub struct View {
    /// Width in CSS pixels.
    pub width: u32,
    /// Whether scripts run.
    pub scripts: bool,
}

struct Driver {
    child: Child,
    address: String,
}

impl Driver {
    /// `None` only where tests may do without a browser.
    fn start(clock: Option<&Clock>) -> Option<Self> {
        let program = variable("TEST_CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        // The driver looks for a free port for IPv4 and then wants the same for IPv6; beside other tests that can fail.
        for _ in 0..5 {
            let mut command = Command::new(&program);
            if let Some(clock) = clock {
                command = clock.under(command);
            }
            let started = command
                .arg("--port=0")
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn();
            match started {
                Ok(child) => {
                    if let Some(driver) = Self::listening(child) {
                        return Some(driver);
                    }
                }
                Err(error) => {
                    let must = variable("SIPAS_TESTS_MUST_RUN").or(variable("CI"));
                    assert!(
                        must.is_none(),
                        "chromedriver does not start ({error}): run tests/run, which installs it"
                    );
                    eprintln!("chromedriver does not start ({error}): this test did not run");
                    return None;
                }
            }
        }
        panic!("chromedriver found no port in five attempts");
    }

    /// The driver once it has said its port.
    fn listening(mut child: Child) -> Option<Self> {
        let mut reader = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
            let said = line.trim_end().trim_end_matches('.');
            if let Some((_, port)) = said.rsplit_once("successfully on port ") {
                let address = format!("http://127.0.0.1:{port}");
                std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
                return Some(Self { child, address });
            }
            line.clear();
        }
        let _ = child.wait();
        None
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Opens a fresh browser, runs a test in it and closes it, also when the test fails.
pub fn browse<T: Future<Output = ()> + Send + 'static>(view: View, test: impl FnOnce(Client) -> T) {
    browse_with(view, &[], test);
}

/// Opens a fresh browser with preferences of its own, runs a test in it and closes it, also when the test fails.
pub fn browse_with<T: Future<Output = ()> + Send + 'static>(
    view: View,
    preferences: &[(&str, Value)],
    test: impl FnOnce(Client) -> T,
) {
    open(view, &[], preferences, None, |client, _| test(client));
}

/// Opens a fresh browser whose camera shows a moving picture to every page that asks, runs a test in it and closes it, also
/// when the test fails.
pub fn browse_with_camera<T: Future<Output = ()> + Send + 'static>(
    view: View,
    test: impl FnOnce(Client) -> T,
) {
    let camera = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
    ];
    open(view, &camera, &[], None, |client, _| test(client));
}

/// Opens a fresh browser on a screen of so many pixels, which it fills when it goes to full screen, and runs a test in it.
pub fn browse_on_screen<T: Future<Output = ()> + Send + 'static>(
    (width, height): (u32, u32),
    test: impl FnOnce(Client) -> T,
) {
    let screen = format!("--screen-info={{{width}x{height}}}");
    let view = View {
        width,
        scripts: true,
    };
    open(view, &[&screen], &[], None, |client, _| test(client));
}

/// Opens a fresh browser whose clock is wrong, runs a test in it and closes it, also when the test fails.
pub fn browse_under<T: Future<Output = ()> + Send + 'static>(
    view: View,
    clock: &Clock,
    test: impl FnOnce(Client) -> T,
) {
    open(view, &[], &[], Some(clock), |client, _| test(client));
}

/// Opens a fresh browser with its tools for developers, runs a test in it and closes it, also when the test fails.
pub fn browse_closely<T: Future<Output = ()> + Send + 'static>(
    view: View,
    test: impl FnOnce(Client, DevTools) -> T,
) {
    open(view, &[], &[], None, test);
}

fn open<T: Future<Output = ()> + Send + 'static>(
    view: View,
    arguments: &[&str],
    preferences: &[(&str, Value)],
    clock: Option<&Clock>,
    test: impl FnOnce(Client, DevTools) -> T,
) {
    let Some(driver) = Driver::start(clock) else {
        return;
    };
    let profile = tempfile::tempdir().expect("a temporary folder");
    let mut capabilities = capabilities(view, profile.path(), arguments);
    for (name, value) in preferences {
        capabilities["goog:chromeOptions"]["prefs"][name] = value.clone();
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder
            .capabilities(capabilities)
            .connect(&driver.address)
            .await
            .expect("a browser");
        let session = client.session_id().await.ok().flatten();
        let tools = DevTools::new(&driver.address, session.expect("a session"));
        let outcome = tokio::spawn(test(client.clone(), tools)).await;
        let _ = client.close().await;
        if let Err(error) = outcome {
            std::panic::resume_unwind(error.into_panic());
        }
    });
}

fn capabilities(view: View, profile: &Path, more: &[&str]) -> serde_json::Map<String, Value> {
    let mut arguments = vec![
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--lang=vi",
    ];
    arguments.extend(more);
    let mut arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
    arguments.push(format!("--window-size={},900", view.width.max(500)));
    arguments.push(format!("--user-data-dir={}", profile.display()));
    let mut options = json!({ "args": arguments, "prefs": { "intl.accept_languages": "vi" } });
    if !view.scripts {
        options["prefs"]["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    if view.width < 500 {
        let metrics = json!({ "width": view.width, "height": 740, "pixelRatio": 2.0, "mobile": true, "touch": view.scripts });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    let mut capabilities = serde_json::Map::new();
    capabilities.insert("goog:chromeOptions".into(), options);
    capabilities
}

/// Keeps what is on the screen in `target/screenshots`, to be looked at.
pub async fn keep(client: &Client, name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    std::fs::create_dir_all(&folder).expect("a folder for screenshots");
    let picture = client.screenshot().await.expect("a screenshot");
    std::fs::write(folder.join(format!("{name}.png")), picture).expect("a screenshot");
}

/// What an element says.
pub async fn text_of(client: &Client, selector: &str) -> String {
    client
        .find(Locator::Css(selector))
        .await
        .unwrap_or_else(|error| panic!("{selector}: {error}"))
        .text()
        .await
        .unwrap()
}

/// How many elements there are.
pub async fn count(client: &Client, selector: &str) -> usize {
    client.find_all(Locator::Css(selector)).await.unwrap().len()
}

/// Clicks what leads to another page, and waits until that page is there.
pub async fn leave(client: &Client, selector: &str) {
    let element = client
        .find(Locator::Css(selector))
        .await
        .unwrap_or_else(|error| panic!("{selector}: {error}"));
    element.click().await.unwrap();
    for _ in 0..400 {
        if element.tag_name().await.is_err() {
            client.wait().for_element(Locator::Css("h1")).await.unwrap();
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{selector} leads nowhere");
}

/// Opens a page as somebody who signed in: with the name and the value of their cookie.
pub async fn arrive_as(client: &Client, (name, value): &(String, String), base: &str, path: &str) {
    client.goto(&format!("{base}/about")).await.unwrap();
    let pair = json!(format!("{name}={value}; path=/"));
    let planted = client.execute("document.cookie = arguments[0]", vec![pair]);
    planted.await.unwrap();
    client.goto(&format!("{base}{path}")).await.unwrap();
}

//! The tools for developers of the browser: what people cannot do by hand, such as filling the storage of a phone.

use serde_json::{Value, json};

use super::http;

/// The tools of one browser.
pub struct DevTools {
    address: String,
    session: String,
}

impl DevTools {
    /// Those of a session of the driver at an address such as `http://127.0.0.1:9515`.
    pub fn new(driver: &str, session: String) -> Self {
        let address = driver.trim_start_matches("http://").to_owned();
        Self { address, session }
    }

    /// Gives the command that the protocol calls by this name.
    #[track_caller]
    pub fn command(&self, name: &str, parameters: &Value) -> Value {
        let path = format!("/session/{}/goog/cdp/execute", self.session);
        let body = json!({ "cmd": name, "params": parameters }).to_string();
        let headers = [("Content-Type", "application/json")];
        let reply = http::send(&self.address, "POST", &path, &headers, body.as_bytes());
        reply.expect("the driver answers").expect(200).json()["value"].take()
    }
}

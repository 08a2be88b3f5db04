//! The network between a browser and the service: it can be cut, swallow a reply, or still hold a worker of an older release.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What becomes of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Line {
    /// It reaches the service and the reply comes back.
    Up,
    /// Nobody answers.
    Cut,
    /// Requests with a body reach the service; their replies get lost.
    RepliesLost,
    /// Something on the way answers every request with a body with this status and a page of its own.
    Stranger(u16),
}

struct State {
    line: Line,
    service: String,
    worker: Option<String>,
    posts: Vec<String>,
}

/// A line from a port of its own to a service.
#[derive(Clone)]
pub struct Relay {
    pub address: String,
    state: Arc<Mutex<State>>,
}

impl Relay {
    pub fn to(service: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address").to_string();
        let state = Arc::new(Mutex::new(State {
            line: Line::Up,
            service: service.to_owned(),
            worker: None,
            posts: Vec::new(),
        }));
        let own = state.clone();
        // The threads end with the process of the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let own = own.clone();
                std::thread::spawn(move || carry(stream, &own));
            }
        });
        Self { address, state }
    }

    pub fn set(&self, line: Line) {
        self.state.lock().expect("no thread panicked").line = line;
    }

    /// Leads to another service from now on.
    pub fn lead_to(&self, service: &str) {
        self.state.lock().expect("no thread panicked").service = service.to_owned();
    }

    /// Gives browsers this worker instead of the one of the service, or the right one again.
    pub fn serve_worker(&self, script: Option<&str>) {
        self.state.lock().expect("no thread panicked").worker = script.map(str::to_owned);
    }

    /// Paths that requests with a body were sent to, in order, whatever became of them.
    pub fn posts(&self) -> Vec<String> {
        self.state.lock().expect("no thread panicked").posts.clone()
    }
}

fn carry(mut browser: TcpStream, state: &Mutex<State>) -> Option<()> {
    browser
        .set_read_timeout(Some(Duration::from_secs(20)))
        .ok()?;
    let request = request(&mut browser)?;
    let text = String::from_utf8_lossy(&request).into_owned();
    let (method, path) = text.split_once(' ')?;
    let path = path.split(' ').next()?.to_owned();
    let post = method == "POST";
    let (line, service, worker) = {
        let mut state = state.lock().ok()?;
        if post {
            state.posts.push(path.clone());
        }
        (
            state.line.clone(),
            state.service.clone(),
            state.worker.clone(),
        )
    };
    match line {
        Line::Cut => return None,
        Line::Stranger(status) if post => {
            let page = "<title>Wi-Fi</title><h1>Sign in to the hotel</h1>";
            return reply(
                &mut browser,
                &format!("{status} Stranger"),
                "text/html",
                page,
            );
        }
        _ => {}
    }
    if let Some(worker) = worker
        && path == "/worker.js"
    {
        return reply(&mut browser, "200 OK", "text/javascript", &worker);
    }
    let mut upstream = TcpStream::connect(service).ok()?;
    upstream.write_all(&request).ok()?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer).ok()?;
    if post && line == Line::RepliesLost {
        return None;
    }
    browser.write_all(&answer).ok()
}

fn reply(browser: &mut TcpStream, status: &str, kind: &str, body: &str) -> Option<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    browser.write_all(format!("{head}{body}").as_bytes()).ok()
}

/// One whole request, made to be the last of its connection.
fn request(browser: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut piece = [0; 8192];
    loop {
        let read = browser.read(&mut piece).ok().filter(|&read| read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, length)| length.parse::<usize>().ok())
            .unwrap_or(0);
        if bytes.len() < end + 4 + length {
            continue;
        }
        let kept = head
            .lines()
            .filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
        let head = kept.collect::<Vec<_>>().join("\r\n");
        let mut whole = format!("{head}\r\nConnection: close\r\n\r\n").into_bytes();
        whole.extend_from_slice(&bytes[end + 4..]);
        return Some(whole);
    }
}

/// The site of somebody else: one page with a policy of its own, on an origin of its own.
pub fn portal(page: String, policy: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            if request(&mut stream).is_some() {
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Security-Policy: {policy}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    page.len()
                );
                let _ = stream.write_all(format!("{head}{page}").as_bytes());
            }
        }
    });
    format!("http://localhost:{port}/")
}

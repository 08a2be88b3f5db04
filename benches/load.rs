//! A load generator: keep-alive connections that send ready-made requests and count the replies.
//!
//! Shared by the benches (`#[path = "load.rs"] mod load;`). It runs on the same machine as what it measures, so
//! its own work is part of every figure.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What a run saw.
#[derive(Debug)]
pub struct Seen {
    /// Replies a second.
    pub per_second: f64,
    /// Median and 99th percentile of the time to a reply.
    pub median: Duration,
    /// 99th percentile.
    pub p99: Duration,
    /// Replies by status.
    pub statuses: Vec<(u16, usize)>,
}

/// Sends every request once over `connections` keep-alive connections to 127.0.0.1:`port`.
pub fn run(port: u16, connections: usize, requests: Vec<Vec<u8>>) -> Seen {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (requests, next) = (Arc::new(requests), Arc::new(AtomicUsize::new(0)));
    let times = Arc::new(Mutex::new(Vec::with_capacity(requests.len())));
    let start = Instant::now();
    runtime.block_on(async {
        let local = tokio::task::LocalSet::new();
        for _ in 0..connections {
            let (requests, next, times) = (requests.clone(), next.clone(), times.clone());
            local.spawn_local(async move {
                let mut own = Vec::new();
                let mut stream = TcpStream::connect(("127.0.0.1", port))
                    .await
                    .expect("the service listens");
                stream.set_nodelay(true).expect("nodelay");
                let mut buffer = vec![0; 64 * 1024];
                while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let sent = Instant::now();
                    stream.write_all(request).await.expect("sent");
                    own.push((reply(&mut stream, &mut buffer).await, sent.elapsed()));
                }
                times.lock().expect("times").extend(own);
            });
        }
        local.await;
    });
    let elapsed = start.elapsed();
    let times = std::mem::take(&mut *times.lock().expect("times"));
    let mut statuses = std::collections::BTreeMap::new();
    times
        .iter()
        .for_each(|(status, _)| *statuses.entry(*status).or_insert(0) += 1);
    let mut spans: Vec<_> = times.iter().map(|(_, span)| *span).collect();
    spans.sort_unstable();
    Seen {
        per_second: times.len() as f64 / elapsed.as_secs_f64(),
        median: spans[spans.len() / 2],
        p99: spans[spans.len() * 99 / 100],
        statuses: statuses.into_iter().collect(),
    }
}

/// Reads one reply with a Content-Length and returns its status.
async fn reply(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> u16 {
    let mut filled = 0;
    let (status, end) = loop {
        let read = stream.read(&mut buffer[filled..]).await.expect("a reply");
        assert!(read > 0, "the service closed the connection");
        filled += read;
        if let Some(head) = buffer[..filled].windows(4).position(|w| w == b"\r\n\r\n") {
            let text = std::str::from_utf8(&buffer[..head])
                .expect("headers")
                .to_ascii_lowercase();
            let length = text
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.lines().next()?.trim().parse().ok());
            let status = text[9..12].parse().expect("a status");
            break (status, head + 4 + length.unwrap_or(0));
        }
    };
    while filled < end {
        if buffer.len() < end {
            buffer.resize(end, 0);
        }
        filled += stream.read(&mut buffer[filled..end]).await.expect("a body");
    }
    status
}

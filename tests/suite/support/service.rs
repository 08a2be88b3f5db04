//! A real `sipas` process on a port of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::database::Database;
use super::http::{self, Reply};

/// A running service; killed with SIGKILL when dropped.
pub struct Service {
    child: Child,
    pub address: String,
    /// What it printed while starting, `name: rest` a line.
    pub lines: Vec<String>,
}

/// The program with a database, keys and settings of its own.
pub struct House {
    pub folder: tempfile::TempDir,
    pub database: Database,
}

impl House {
    pub fn new(database: Database) -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            database,
        }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Writes `sipas.toml` into the data folder.
    pub fn settings(&self, toml: &str) {
        std::fs::create_dir_all(self.data()).expect("the data folder");
        std::fs::write(self.data().join("sipas.toml"), toml).expect("settings");
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sipas"));
        command
            .args(arguments)
            .arg("--data")
            .arg(self.data())
            .env_remove("DATABASE_URL")
            .current_dir(self.folder.path());
        if let Some(url) = self.database.url() {
            command.arg("--database").arg(url);
        }
        command
    }

    /// Runs a command to its end.
    pub fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("sipas starts")
    }

    /// Runs a command that must succeed and returns what it printed.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(
            output.status.success(),
            "sipas {}: {err}{out}",
            arguments.join(" ")
        );
        out.into_owned()
    }

    /// Starts `sipas serve` on a free port.
    pub fn serve(&self) -> Service {
        Service::start(self.command(&["serve", "--listen", "127.0.0.1:0"]))
    }

    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }
}

impl Service {
    /// Starts a command that serves and waits until it is ready.
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("sipas starts");
        let (mut lines, mut address) = (Vec::new(), None);
        let mut reader = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        while address.is_none() && reader.read_line(&mut line).is_ok_and(|read| read > 0) {
            if let Some(url) = line.strip_prefix("listening: http://") {
                address = Some(url.trim().trim_end_matches('/').to_owned());
            }
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        let Some(address) = address else {
            let output = child.wait_with_output().expect("its end");
            panic!(
                "the service did not start: {lines:?} {}",
                String::from_utf8_lossy(&output.stderr)
            );
        };
        std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
        let service = Self {
            child,
            address,
            lines,
        };
        let start = Instant::now();
        while !service
            .get("/readyz")
            .is_ok_and(|reply| reply.status == 200)
        {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "the service is not ready"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        service
    }

    pub fn get(&self, path: &str) -> std::io::Result<Reply> {
        http::send(&self.address, "GET", path, &[], b"")
    }

    pub fn post_json(
        &self,
        path: &str,
        key: Option<&str>,
        body: &serde_json::Value,
    ) -> std::io::Result<Reply> {
        let authorization = key.map(|key| format!("Bearer {key}"));
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(
            authorization
                .as_deref()
                .map(|value| ("Authorization", value)),
        );
        http::send(
            &self.address,
            "POST",
            path,
            &headers,
            body.to_string().as_bytes(),
        )
    }

    pub fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> std::io::Result<Reply> {
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        http::send(
            &self.address,
            "POST",
            path,
            &headers,
            http::form(fields).as_bytes(),
        )
    }

    /// Ends the process without any warning, as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().expect("SIGKILL");
        self.child.wait().expect("its end");
    }

    /// Asks the process to stop and returns everything it wrote to its log.
    pub fn stop(mut self) -> String {
        let stopped = Command::new("kill")
            .arg("-TERM")
            .arg(self.child.id().to_string())
            .status();
        assert!(stopped.is_ok_and(|status| status.success()));
        let mut log = String::new();
        let mut errors = self.child.stderr.take().expect("its log");
        std::io::Read::read_to_string(&mut errors, &mut log).expect("its log is UTF-8");
        let status = self.child.wait().expect("its end");
        assert!(
            status.success(),
            "a graceful stop ends with 0, not {status}: {log}"
        );
        log
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether any file under a folder holds these bytes.
pub fn folder_holds(folder: &Path, bytes: &[u8]) -> bool {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() {
                folders.push(entry);
            } else if std::fs::read(entry)
                .expect("a file")
                .windows(bytes.len())
                .any(|window| window == bytes)
            {
                return true;
            }
        }
    }
    false
}

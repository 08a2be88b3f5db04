//! A real `sipas` process on a port of its own.

use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::citizens::COMMUNE;
use super::database::Database;
use super::http::{self, Reply};

/// A running service; killed with SIGKILL when dropped.
pub struct Service {
    child: Child,
    pub address: String,
    printed: Written,
    logged: Written,
    readers: Vec<JoinHandle<()>>,
}

/// What a process has written so far; read all the time, so that a full pipe never stops the process.
type Written = Arc<Mutex<Vec<u8>>>;

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

    /// A house whose collection point `quay-1` hands out a form of its own: the id and the text of its first version.
    pub fn with_form(id: &str, form: &str) -> Self {
        let house = Self::new(Database::Sqlite);
        let forms = house.folder.path().join("forms");
        std::fs::create_dir_all(&forms).expect("a folder for forms");
        house.file(&format!("forms/{id}.v1.toml"), form);
        house.settings(&format!("forms = '{}'\n", forms.display()));
        house.run(&[
            "points", "add", "quay-1", "--place", COMMUNE, "--name", "Quầy 1", "--form", id,
        ]);
        house
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
    #[track_caller]
    pub fn serve(&self) -> Service {
        self.serve_with(&[])
    }

    /// Starts `sipas serve` on a free port with further flags.
    #[track_caller]
    pub fn serve_with(&self, flags: &[&str]) -> Service {
        Service::start(self.command(&[&["serve", "--listen", "127.0.0.1:0"], flags].concat()))
    }

    /// Runs a command that must fail with a sentence, and returns everything it wrote.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert_eq!(
            output.status.code(),
            Some(1),
            "sipas {}: {text}",
            arguments.join(" ")
        );
        assert!(!text.contains("panicked"), "{text}");
        text
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
        let (printed, logged) = (Written::default(), Written::default());
        let readers = vec![
            gather(child.stdout.take().expect("its output"), printed.clone()),
            gather(child.stderr.take().expect("its log"), logged.clone()),
        ];
        let mut service = Self {
            child,
            address: String::new(),
            printed,
            logged,
            readers,
        };
        let url = service.line("listening: ");
        service.address = url
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        service.wait_until_ready();
        service
    }

    /// What follows a word in the lines it prints, e.g. `citizen: `; waits for the line.
    #[track_caller]
    pub fn line(&mut self, start: &str) -> String {
        let begun = Instant::now();
        loop {
            let ended = self.child.try_wait().expect("its state").is_some();
            if let Some(rest) = self
                .printed()
                .lines()
                .find_map(|line| line.strip_prefix(start))
            {
                return rest.trim().to_owned();
            }
            assert!(
                !ended,
                "the service did not start: {} {}",
                self.printed(),
                self.log()
            );
            assert!(
                begun.elapsed() < Duration::from_secs(240),
                "no line “{start}”: {} {}",
                self.printed(),
                self.log()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[track_caller]
    fn wait_until_ready(&self) {
        let begun = Instant::now();
        while !self.get("/readyz").is_ok_and(|reply| reply.status == 200) {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "the service is not ready: {}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The whole lines it has printed so far.
    pub fn printed(&self) -> String {
        let text = text(&self.printed);
        text[..text.rfind('\n').map_or(0, |end| end + 1)].to_owned()
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        text(&self.logged)
    }

    #[track_caller]
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
        let status = self.child.wait().expect("its end");
        for reader in self.readers.drain(..) {
            reader.join().expect("its output was read");
        }
        let log = self.log();
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

fn gather(from: impl Read + Send + 'static, into: Written) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut reader = BufReader::new(from);
        let mut line = Vec::new();
        while reader
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            into.lock().expect("no reader panicked").append(&mut line);
        }
    })
}

fn text(written: &Written) -> String {
    String::from_utf8_lossy(&written.lock().expect("no reader panicked")).into_owned()
}

/// Every file under a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                files.push(entry);
            }
        }
    }
    files
}

/// Whether bytes stand anywhere in others.
pub fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    !wanted.is_empty() && bytes.windows(wanted.len()).any(|window| window == wanted)
}

//! A PostgreSQL server of a test's own, where the shared one may not be harmed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::database::{Database, variable};
use super::disk::Disk;

/// A running server; stopped when dropped.
pub struct Server {
    bin: PathBuf,
    folder: tempfile::TempDir,
    disk: Disk,
}

impl Server {
    /// Starts a server whose tables lie on a [`Disk`]; its log of changes does not, for a server that cannot write it
    /// stops as a whole. `None` where no server is installed, unless tests must run.
    pub fn start() -> Option<(Self, Database)> {
        let Some(bin) = variable("TEST_POSTGRES_BIN").map(PathBuf::from) else {
            let must = variable("SIPAS_TESTS_MUST_RUN").is_some();
            assert!(!must, "TEST_POSTGRES_BIN is not set: run tests/run");
            eprintln!("no TEST_POSTGRES_BIN: the PostgreSQL half of this test did not run");
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let disk = Disk::of(&folder.path().join("db/base"));
        let server = Self { bin, folder, disk };
        server.hand_over(server.folder.path());
        server.hand_over(server.disk.path());
        server.run(
            server
                .program("initdb")
                .args([
                    "--auth=trust",
                    "--username=sipas",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                ])
                .arg("--pgdata")
                .arg(server.data()),
        );
        server.begin();
        let socket = server.folder.path().display().to_string();
        let url = format!("postgres://sipas@{}/postgres", socket.replace('/', "%2F"));
        let database = Database::Postgres {
            url: format!("{url}?application_name=own"),
            server: url,
            schema: "nobody_else_is_here".into(),
        };
        Some((server, database))
    }

    /// Starts it, for the first time or again.
    #[track_caller]
    pub fn begin(&self) {
        let socket = self.folder.path().display();
        self.run(
            self.disk
                .under(self.program("pg_ctl"))
                .args(["-w", "-o"])
                .arg(format!(
                    "-k {socket} -c listen_addresses= -c fsync=off -c shared_buffers=16MB"
                ))
                .arg("-l")
                .arg(self.folder.path().join("log"))
                .arg("-D")
                .arg(self.data())
                .arg("start"),
        );
    }

    /// Stops it at once, as a failure does.
    pub fn end(&self) {
        let _ = self
            .program("pg_ctl")
            .args(["-m", "immediate", "-D"])
            .arg(self.data())
            .arg("stop")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }

    /// The disk of its tables.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Its data folder: tables, log of changes, everything a stolen disk or a copy of the folder holds.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("db")
    }

    /// A program of the server. It refuses to run as root, so root runs it as somebody else.
    fn program(&self, name: &str) -> Command {
        let path = self.bin.join(name);
        let mut command = if root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir("/");
        command
    }

    fn hand_over(&self, folder: &Path) {
        if root() {
            let owner = Command::new("chown").arg("postgres").arg(folder).status();
            assert!(owner.is_ok_and(|status| status.success()));
        }
    }

    #[track_caller]
    fn run(&self, command: &mut Command) {
        let log = self.folder.path().join("printed");
        let file = || std::fs::File::create(&log).expect("a file");
        let status = command
            .stdin(Stdio::null())
            .stdout(file())
            .stderr(file())
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "{command:?}: {}",
            std::fs::read_to_string(&log).unwrap_or_default()
        );
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn root() -> bool {
    let me = Command::new("id").arg("-u").output().expect("id");
    me.stdout.trim_ascii() == b"0"
}

//! Runs a command and ends with its exit code.

fn main() -> std::process::ExitCode {
    sipas::cli::run()
}

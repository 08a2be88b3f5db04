//! Progress of long work, on the terminal only: a pipe or a log gets no moving line.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts to `total`; hidden when standard error is no terminal.
pub fn bar(total: u64, what: &'static str) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{msg:24} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total).with_style(style).with_message(what)
}

/// A line that shows it is still working when the end is not known.
pub fn spinner(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(what);
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    bar
}

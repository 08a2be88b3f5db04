//! The rules of the house, read from its own text: which floor a room stands on, and what no file may do.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A module uses modules on a lower floor only (`src/lib.rs` has the same table).
const FLOORS: [&[&str]; 9] = [
    &["index", "place", "period", "config", "clock"],
    &["form", "staff"],
    &["findings", "ballot", "published", "release"],
    &["store", "chart"],
    &["report"],
    &["house"],
    &["web"],
    &["cli"],
    &["main"],
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("src can be read")
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    assert!(found.len() > 50, "the sources were not found");
    found
        .into_iter()
        .map(|path| {
            (
                path.strip_prefix(&root).unwrap().to_owned(),
                fs::read_to_string(path).unwrap(),
            )
        })
        .collect()
}

fn room(path: &Path) -> String {
    let first = path
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn arrows_run_downhill_only() {
    let floor_of: BTreeMap<&str, usize> = FLOORS
        .iter()
        .enumerate()
        .flat_map(|(floor, rooms)| rooms.iter().map(move |room| (*room, floor)))
        .collect();
    let mut faults = Vec::new();
    for (path, text) in all_sources() {
        let own = room(&path);
        if own == "lib" {
            continue;
        }
        let Some(&own_floor) = floor_of.get(own.as_str()) else {
            faults.push(format!("{}: the room “{own}” has no floor", path.display()));
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for part in code.split("crate::").skip(1) {
                let used: String = part
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                let place = format!("src/{}:{}", path.display(), number + 1);
                if used.is_empty() {
                    faults.push(format!("{place}: write one `use crate::room::…` a line, so that it can be read here"));
                } else if used != own
                    && floor_of
                        .get(used.as_str())
                        .is_none_or(|&floor| floor >= own_floor)
                {
                    faults.push(format!("{place}: {own} (floor {own_floor}) uses {used}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<_> = all_sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "files without a `//!` line: {silent:?}");
}

#[test]
fn there_is_no_drawer_for_odds_and_ends() {
    let drawers = ["util", "utils", "common", "helpers", "types", "misc"];
    let found: Vec<_> = all_sources()
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| {
            path.components().any(|part| {
                drawers.contains(&part.as_os_str().to_string_lossy().trim_end_matches(".rs"))
            })
        })
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_pure_floors_know_no_sql_no_http_no_files_no_clock() {
    let forbidden = [
        "diesel::",
        "actix_web::",
        "std::fs",
        "std::net::Tcp",
        "Utc::now",
        "Clock::Machine",
    ];
    let mut faults = Vec::new();
    for (path, text) in all_sources() {
        let pure = FLOORS[..3]
            .iter()
            .flat_map(|rooms| rooms.iter())
            .any(|pure| *pure == room(&path));
        if pure && room(&path) != "clock" {
            if path.components().any(|part| part.as_os_str() == "tests") {
                continue;
            }
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            for line in lines {
                faults.extend(
                    forbidden
                        .iter()
                        .filter(|word| line.contains(**word))
                        .map(|word| format!("{}: {word}", path.display())),
                );
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

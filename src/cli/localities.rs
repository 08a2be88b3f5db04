//! `sipas localities`: finds places, today's and old ones.

use clap::Args;

use crate::clock::Clock;
use crate::config::Settings;
use crate::house;
use crate::place::{Atlas, Unit};

/// Find provinces, communes and what became of old ones.
///
/// Search ignores tone marks: `sipas localities hung yen`. Codes of before 1 July 2025 are written with their
/// scheme: `sipas localities 2004:34`.
#[derive(Debug, Args)]
pub struct Options {
    /// Words of a name, or a code; nothing lists the provinces
    #[arg(value_name = "WORDS")]
    query: Vec<String>,
    /// List what lies directly below this place
    #[arg(long, value_name = "CODE")]
    parent: Option<String>,
    /// At most so many lines [default: 40 of a search, all of a list]
    #[arg(long)]
    limit: Option<usize>,
}

/// Most hits of a search.
const HITS: usize = 40;

/// Runs the command.
pub fn run(settings: Settings, options: Options) -> anyhow::Result<()> {
    let atlas = house::atlas(&settings)?;
    let parent = match &options.parent {
        Some(text) => Some(house::place(atlas, text)?.id),
        None => None,
    };
    let query = options.query.join(" ");
    if query.is_empty() {
        let parent = parent.unwrap_or_else(|| atlas.nation().id);
        atlas
            .children(&parent)
            .iter()
            .take(options.limit.unwrap_or(usize::MAX))
            .for_each(|unit| print(atlas, unit));
    } else if let Some(unit) = atlas.find(&query) {
        print(atlas, unit);
    } else {
        let found = atlas.search(&query, parent.as_ref(), options.limit.unwrap_or(HITS));
        if found.is_empty() {
            anyhow::bail!("no place is called “{query}”");
        }
        found.iter().for_each(|unit| print(atlas, unit));
    }
    Ok(())
}

fn print(atlas: &Atlas, unit: &Unit) {
    let today = Clock::Machine.today();
    let on = unit.valid_to.unwrap_or(today);
    let province = atlas
        .province_of(&unit.id)
        .filter(|province| province.id != unit.id);
    let province = province.map_or_else(String::new, |province| {
        format!(" · {}", province.title(on, "vi"))
    });
    let until = unit
        .valid_to
        .map_or_else(String::new, |day| format!(" · until {day}"));
    println!(
        "{:12} {}{province}{until}",
        unit.id.to_string(),
        unit.title(on, "vi")
    );
    for successor in atlas.successors(&unit.id) {
        println!(
            "{:12}   → {} {}",
            "",
            successor.id,
            successor.title(today, "vi")
        );
    }
}

//! The TOML file of a series, and everything that can be wrong with it.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::series::{Break, Class, Generation, Series, SeriesFault, Units};
use crate::form::Text;
use crate::index::rank::RankRule;
use crate::index::{MOST_DECIMALS, Percent};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    name: Text,
    issuer: Text,
    units: Units,
    decimals: u8,
    first_year: u16,
    target: Option<String>,
    #[serde(default)]
    ranking: RankRule,
    #[serde(default)]
    classes: Vec<ClassLine>,
    #[serde(default)]
    breaks: Vec<Break>,
    #[serde(default)]
    generations: Vec<GenerationLine>,
    #[serde(default)]
    unconfirmed: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassLine {
    from: String,
    name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GenerationLine {
    from: Option<u16>,
    until: Option<u16>,
    scheme: String,
    total: Option<u32>,
}

impl Series {
    /// Reads a series file. The fault names the line, or the field, and the mend.
    pub fn read(file: &str, toml: &str) -> Result<Self, SeriesFault> {
        let fault = |reason: String| SeriesFault {
            file: file.to_owned(),
            reason,
        };
        let read: File =
            toml::from_str(toml).map_err(|error| fault(error.to_string().trim_end().to_owned()))?;
        let hash = Sha256::digest(toml.as_bytes()).into();
        Self::from_file(read, hash).map_err(fault)
    }

    fn from_file(file: File, hash: [u8; 32]) -> Result<Self, String> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if file.id.is_empty() || !file.id.bytes().all(plain) {
            return Err(format!(
                "id “{}”: use small letters, digits and hyphens",
                file.id
            ));
        }
        if file.name.vi.is_empty() || file.issuer.vi.is_empty() {
            return Err("name.vi and issuer.vi must not be empty".into());
        }
        if file.decimals > MOST_DECIMALS {
            return Err(format!(
                "decimals = {}: at most {MOST_DECIMALS}",
                file.decimals
            ));
        }
        let percent = |text: &str| text.parse::<Percent>().map_err(|error| error.to_string());
        let class = |line: ClassLine| {
            let from = percent(&line.from).map_err(|error| format!("classes, from: {error}"))?;
            Ok(Class {
                from,
                name: line.name,
            })
        };
        let classes: Vec<Class> = file
            .classes
            .into_iter()
            .map(class)
            .collect::<Result<_, String>>()?;
        if !classes.is_sorted_by(|a, b| a.from > b.from) {
            return Err("classes: write the best first, every bound once".into());
        }
        if !file.breaks.is_sorted_by(|a, b| a.before < b.before) {
            return Err("breaks: write them in the order of years, every year once".into());
        }
        let target = file.target.as_deref().map(percent).transpose();
        Ok(Self {
            target: target.map_err(|error| format!("target: {error}"))?,
            generations: generations(file.generations, file.units)?,
            id: file.id,
            name: file.name,
            issuer: file.issuer,
            units: file.units,
            decimals: file.decimals,
            ranking: file.ranking,
            first_year: file.first_year,
            classes,
            breaks: file.breaks,
            unconfirmed: file.unconfirmed,
            hash,
        })
    }
}

fn generations(lines: Vec<GenerationLine>, units: Units) -> Result<Vec<Generation>, String> {
    if lines.is_empty() != (units == Units::Agencies) {
        return Err("generations: places need at least one, agencies have none".into());
    }
    let mut read: Vec<Generation> = Vec::new();
    for line in lines {
        let scheme = line.scheme.parse().map_err(|_| {
            format!(
                "generations: “{}” is not a list of units, write 2004 or 2025",
                line.scheme
            )
        })?;
        let joined = match read.last() {
            None => line.from.is_none(),
            Some(before) => {
                before.until.and_then(|until| until.checked_add(1)) == line.from
                    && line.from.is_some()
            }
        };
        let ordered = line
            .from
            .zip(line.until)
            .is_none_or(|(from, until)| from <= until);
        if !joined || !ordered {
            return Err("generations: leave out the first “from”; each next begins the year after the one before ends".into());
        }
        read.push(Generation {
            from: line.from,
            until: line.until,
            scheme,
            total: line.total,
        });
    }
    if read.last().is_some_and(|last| last.until.is_some()) {
        return Err("generations: leave out the last “until”".into());
    }
    Ok(read)
}

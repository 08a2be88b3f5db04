//! The league table of a published series: quoted as it was printed, never completed.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::asked::{AskedLeague, both, both_if, field, own_classes};
use super::standings::{Printed, Standings, UnitSaid};
use crate::findings::Named;
use crate::findings::league::{Earlier, Entrant, Names, Stated, Terms, Threshold, league};
use crate::form::Text;
use crate::house::{House, HouseError};
use crate::index::rank::ranks;
use crate::index::{Decimal, Percent};
use crate::period::{Period, Width};
use crate::place::{Atlas, Continuity, Unit, UnitId};
use crate::published::{Entry, Rated, Series, conflicts, for_unit_today};

impl House {
    pub(super) fn published_league(
        &self,
        series: &Series,
        asked: &AskedLeague,
    ) -> Result<Standings, HouseError> {
        if let Some(factor) = &asked.factor {
            let why = format!("“{factor}”: a published series has one value a unit and no factors");
            return Err(field("factor", why));
        }
        let entries = self.published(series)?;
        let year = match asked.period {
            Some(period) => year_of("period", period)?,
            None => newest(&entries).unwrap_or(series.first_year),
        };
        let against = match asked.against {
            Some(period) => year_of("against", period)?,
            None => year.saturating_sub(1),
        };
        let reader = Reader {
            house: self,
            series,
            entries: &entries,
            asked,
            year,
            against,
            on: self.day_of(series, year),
        };
        reader.standings()
    }

    /// A day on which the units that were rated in a year were in force.
    fn day_of(&self, series: &Series, year: u16) -> NaiveDate {
        let (first, last) = (
            Period::year(year).first_day(),
            Period::year(year).last_day(),
        );
        let scheme = series.generation(year).map(|generation| generation.scheme);
        match scheme {
            Some(scheme) if self.atlas.scheme_on(last) != scheme => first,
            _ => last,
        }
    }
}

fn year_of(name: &'static str, period: Period) -> Result<u16, HouseError> {
    match period.width() {
        Width::Year => Ok(period.calendar_year()),
        _ => Err(field(
            name,
            format!("{period}: a published series has years, as in 2021"),
        )),
    }
}

/// The newest year in which more than the nation is known.
fn newest(entries: &[Entry]) -> Option<u16> {
    let units = entries.iter().filter(|entry| !entry.is_nation());
    units.map(|entry| entry.year).max()
}

/// One table of a series being put together.
struct Reader<'a> {
    house: &'a House,
    series: &'a Series,
    entries: &'a [Entry],
    asked: &'a AskedLeague,
    year: u16,
    against: u16,
    on: NaiveDate,
}

/// The rows about one unit and year as one: what the sources say alike. Where they differ nothing is chosen.
#[derive(Clone, Copy, Default)]
struct Agreed {
    value: Option<Percent>,
    rank: Option<usize>,
}

impl<'a> Reader<'a> {
    fn standings(&self) -> Result<Standings, HouseError> {
        let members = self.members()?;
        let broken = self.series.break_between(self.year, self.against);
        let whole = self.asked.peers.is_none();
        let comparable = broken.is_none() && self.same_list();
        let rows = self.rows(self.year);
        let before = self.rows(self.against);
        let group = |rows: &BTreeMap<&Rated, Vec<&Entry>>, then: bool| {
            let members = members.as_deref().unwrap_or_default();
            self.ranks_in_group(members, rows, then)
        };
        let (group_now, group_then) = (group(&rows, false), group(&before, true));
        let entrants: Vec<Entrant> = rows
            .iter()
            .filter(|(rated, _)| members.as_ref().is_none_or(|units| is_among(units, rated)))
            .map(|(rated, rows)| {
                let now = agreed(rows);
                let then = broken
                    .is_none()
                    .then(|| before.get(&self.then(rated)).map(|rows| agreed(rows)))
                    .flatten();
                Entrant {
                    value: now.value,
                    stated_rank: if whole {
                        now.rank
                    } else {
                        group_now.get(rated).copied()
                    },
                    earlier: then.map(|then| Earlier {
                        value: then.value,
                        rank: if whole {
                            then.rank
                        } else {
                            group_then.get(rated).copied()
                        }
                        .filter(|_| comparable),
                        interval: None,
                    }),
                    ..Entrant::new(&key(rated), self.names(rated, rows))
                }
            })
            .collect();
        let terms = self.terms(members.as_ref().map(Vec::len), broken.is_none());
        let mut table = league(&entrants, &terms);
        // The series tells its conflicts in whole sentences and both languages.
        table.conflicts.clear();
        let in_year = |entry: &&Entry| entry.year == self.year;
        let of_year: Vec<Entry> = self.entries.iter().filter(in_year).cloned().collect();
        let mut notes: Vec<Text> = [
            both_if(|lang| table.overview(lang)),
            both_if(|lang| table.stated(lang).filter(|_| whole)),
            both_if(|lang| table.missing_note(lang)),
        ]
        .into_iter()
        .flatten()
        .collect();
        notes.extend(broken.map(|broken| broken.reason.clone()));
        if broken.is_none() && !self.same_list() {
            notes.push(other_list(self.year, self.against));
        }
        let unit = match &self.asked.unit {
            Some(text) => {
                let mut said = self.said(text, &table)?;
                said.sentences
                    .extend(both_if(|lang| table.missing_note(lang)));
                Some(said)
            }
            None => None,
        };
        let (place, on) = (self.house.atlas.nation(), self.on);
        Ok(Standings {
            kind: "published",
            source: Named {
                code: self.series.id.clone(),
                name: self.series.name.clone(),
            },
            issuer: Some(self.series.issuer.clone()),
            place: Named {
                code: place.id.to_string(),
                name: both(|lang| place.title(on, lang)),
            },
            peers: self.asked.peers.as_ref().map(|group| Named {
                code: group.to_string(),
                name: both(|lang| self.house.atlas.peer_group_title(group, on, lang)),
            }),
            factor: None,
            target: terms.target.map(|target| target.rounded(terms.decimals)),
            simulated: false,
            unit,
            table,
            notes,
            conflicts: conflicts(self.series, &of_year)
                .into_iter()
                .map(|conflict| conflict.sentence)
                .collect(),
            printed: of_year
                .iter()
                .filter(|row| !row.is_nation())
                .map(printed)
                .collect(),
            findings: None,
        })
    }

    /// The peer group's units; `None` for everybody.
    fn members(&self) -> Result<Option<Vec<UnitId>>, HouseError> {
        let Some(group) = &self.asked.peers else {
            return Ok(None);
        };
        let members = self.house.atlas.peers(group, self.on);
        if members.is_empty() {
            return Err(field(
                "peers",
                format!("“{group}” has no units in {}", self.year),
            ));
        }
        Ok(Some(members.iter().map(|unit| unit.id).collect()))
    }

    /// The rows of a year by unit, without the nation's.
    fn rows(&self, year: u16) -> BTreeMap<&'a Rated, Vec<&'a Entry>> {
        let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for entry in self
            .entries
            .iter()
            .filter(|entry| entry.year == year && !entry.is_nation())
        {
            rows.entry(&entry.rated).or_default().push(entry);
        }
        rows
    }

    /// The ranks of a year inside the peer group, by the unit of this year: from the values if all are known, else from the
    /// order of the printed ranks if all are. With one unit missing nobody's rank is known.
    fn ranks_in_group(
        &self,
        members: &[UnitId],
        rows: &BTreeMap<&Rated, Vec<&Entry>>,
        then: bool,
    ) -> BTreeMap<Rated, usize> {
        let units: Vec<Rated> = members.iter().map(|id| Rated::Place(*id)).collect();
        let of_year = |rated: &Rated| {
            let own = if then {
                self.then(rated)
            } else {
                rated.clone()
            };
            rows.get(&own).map(|rows| agreed(rows)).unwrap_or_default()
        };
        let known: Vec<Agreed> = units.iter().map(of_year).collect();
        let values: Vec<Option<Percent>> = known.iter().map(|own| own.value).collect();
        let printed: Option<Vec<usize>> = known.iter().map(|own| own.rank).collect();
        let ranks = if values.iter().all(Option::is_some) {
            ranks(&values, self.series.ranking)
        } else if let Some(printed) = printed {
            let better = |own: &usize| printed.iter().filter(|other| *other < own).count();
            printed.iter().map(|own| Some(1 + better(own))).collect()
        } else {
            return BTreeMap::new();
        };
        let ranked = units.into_iter().zip(ranks);
        ranked
            .filter_map(|(rated, rank)| Some((rated, rank?)))
            .collect()
    }

    /// Whether the same list of units was rated in both years, so that ranks can be held against each other.
    fn same_list(&self) -> bool {
        self.series.generation(self.year) == self.series.generation(self.against)
    }

    /// The unit as it was in the earlier year: itself, or the only one with the same people.
    fn then(&self, rated: &Rated) -> Rated {
        let Rated::Place(id) = rated else {
            return rated.clone();
        };
        let atlas = self.house.atlas;
        let before = self.house.day_of(self.series, self.against);
        let earlier = match atlas.continuity(id, before, self.on) {
            Continuity::Unbroken => atlas.as_it_was(id, before).first().map(|unit| unit.id),
            _ => None,
        };
        Rated::Place(earlier.unwrap_or(*id))
    }

    fn names(&self, rated: &Rated, rows: &[&Entry]) -> Names {
        let unit = match rated {
            Rated::Place(id) => self.house.atlas.unit(id),
            Rated::Agency(_) => None,
        };
        match (unit, rows.first()) {
            (Some(unit), _) => Names::same(unit.name(self.on)),
            (None, Some(row)) => Names::same(&row.name),
            (None, None) => Names::same(""),
        }
    }

    fn terms(&self, members: Option<usize>, compared: bool) -> Terms {
        let total = self
            .series
            .generation(self.year)
            .and_then(|generation| generation.total);
        let nation = self
            .entries
            .iter()
            .find(|entry| entry.year == self.year && entry.is_nation());
        let percent =
            |value: Option<Decimal>| value.and_then(|value| Percent::try_from(value).ok());
        Terms {
            against: compared.then(|| Period::year(self.against)),
            expected: members.or(total.map(|total| total as usize)).unwrap_or(0),
            rule: self.series.ranking,
            decimals: self.series.decimals,
            target: self.asked.target.or(self.series.target),
            classes: own_classes(self.asked).unwrap_or_else(|| {
                self.series
                    .classes
                    .iter()
                    .map(|class| Threshold {
                        from: class.from,
                        names: Names {
                            vi: class.name.vi.clone(),
                            en: class.name.get("en").to_owned(),
                        },
                    })
                    .collect()
            }),
            stated: nation.map(|nation| Stated {
                lowest: percent(nation.spread.min),
                highest: percent(nation.spread.max),
                median: percent(nation.spread.median),
                whole: nation.percent(),
            }),
            ..Terms::new(Period::year(self.year))
        }
    }

    /// The unit asked for: its own sentence, or those of its old parts with the words why.
    fn said(
        &self,
        text: &str,
        table: &crate::findings::league::League,
    ) -> Result<UnitSaid, HouseError> {
        let Some(level) = self.series.units.level() else {
            return Ok(self.told(text, text, table));
        };
        let unit = self.house.unit_of_table(text, level, self.on)?;
        if unit.is_valid(self.on) {
            return Ok(self.told(&unit.id.to_string(), unit.name(self.on), table));
        }
        let mut said = UnitSaid {
            code: unit.id.to_string(),
            sentences: Vec::new(),
        };
        if let Some(view) = for_unit_today(self.house.atlas, self.entries, &unit.id) {
            said.sentences.extend(view.why);
            for part in view.parts.iter().filter(|part| self.is_of_year(&part.unit)) {
                said.sentences.extend(
                    self.told(&part.unit.to_string(), part.title.get("vi"), table)
                        .sentences,
                );
            }
            if view.parts.is_empty() {
                let before = self.house.atlas.as_it_was(&unit.id, self.on);
                let one = before.first().copied().unwrap_or(unit);
                return Ok(self.told(&one.id.to_string(), one.name(self.on), table));
            }
        }
        Ok(said)
    }

    fn is_of_year(&self, id: &UnitId) -> bool {
        let unit: Option<&Unit> = Atlas::unit(self.house.atlas, id);
        unit.is_some_and(|unit| unit.is_valid(self.on))
    }

    fn told(&self, code: &str, name: &str, table: &crate::findings::league::League) -> UnitSaid {
        let year = self.year;
        let unknown = Text::new(
            format!("Không có số liệu của {name} năm {year}."),
            format!("No figures of {name} are known for {year}."),
        );
        let note =
            |row: &&Entry| row.year == year && key(&row.rated) == code && !row.is_confirmed();
        let mut sentences = vec![both_if(|lang| table.sentence(code, lang)).unwrap_or(unknown)];
        if self.entries.iter().any(|row| note(&row)) {
            sentences.push(Text::new(
                "Chưa thấy nguồn công bố của số liệu này.",
                "No source of this figure has been seen.",
            ));
        }
        UnitSaid {
            code: code.to_owned(),
            sentences,
        }
    }
}

fn key(rated: &Rated) -> String {
    match rated {
        Rated::Place(id) => id.to_string(),
        Rated::Agency(name) => name.clone(),
    }
}

fn is_among(units: &[UnitId], rated: &Rated) -> bool {
    matches!(rated, Rated::Place(id) if units.contains(id))
}

fn agreed(rows: &[&Entry]) -> Agreed {
    fn same<T: PartialEq + Copy>(mut known: impl Iterator<Item = T>) -> Option<T> {
        let first = known.next()?;
        known.all(|other| other == first).then_some(first)
    }
    Agreed {
        value: same(rows.iter().filter_map(|row| row.percent())),
        rank: same(rows.iter().filter_map(|row| row.rank)).map(|rank| rank as usize),
    }
}

fn printed(row: &Entry) -> Printed {
    Printed {
        code: key(&row.rated),
        status: row.status.clone(),
        sources: row.sources.clone(),
        note: row.note.clone(),
    }
}

fn other_list(year: u16, against: u16) -> Text {
    Text::new(
        format!(
            "Danh sách đơn vị được xếp hạng năm {year} khác năm {against}, nên không so sánh thứ hạng giữa hai năm."
        ),
        format!(
            "Other units were ranked in {year} than in {against}, so ranks of the two years are not compared."
        ),
    )
}

//! Results on today's map (kết quả theo địa giới hiện nay): answers of units that ended, in the units that hold their people.
//!
//! What an answer was given for stays as it was; here only sums are made. A sum is shown when each of its parts is shown by
//! itself: then it tells nothing that the parts do not, whatever is subtracted from what.
//!
//! So a commune of today that was put together from several small ones stays withheld although their sum may be large. To
//! show such a sum it would have to be judged with everything else of its year and form: as one more equation it can open
//! what was withheld for the sake of its parts. It has no tally of its own that could hold such a verdict, many of them lie
//! across old provinces, where no tree of places holds them, and earlier releases were judged without them.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::counted;
use super::league::field;
use super::{House, HouseError, place, place_path};
use crate::ballot::{FormRef, Margin};
use crate::findings::{Counted, Evidence, Findings, Question, add_rank_sets, find, trend_periods};
use crate::form::{Form, Text};
use crate::period::Period;
use crate::place::{Continuity, Fate, Level, Unit, UnitId, View};
use crate::store::{Scope, TallyQuery};

/// A part of today's map whose past is whole: a unit, or the comparable group of units that share one.
#[derive(Debug, Clone)]
pub(super) struct Whole {
    /// The unit, or the first of the group: its stable name.
    pub(super) key: String,
    /// Its title, or those of the group's units.
    pub(super) name: Text,
    /// Every unit of any time that belongs to it.
    units: Vec<UnitId>,
}

impl House {
    /// What the counts say, on the map of the period or on today's.
    pub fn findings_in(&self, question: &Question, view: View) -> Result<Findings, HouseError> {
        match view {
            View::AsItWas => self.findings(question),
            View::AsItIsNow => self.findings_now(question),
        }
    }

    fn findings_now(&self, question: &Question) -> Result<Findings, HouseError> {
        let form = self.form(question)?;
        let unit = self.unit_today(&question.place)?;
        let whole = self.whole(unit);
        let mut periods = trend_periods(question.period);
        periods.extend([question.period, question.period.previous()]);
        periods.sort_unstable();
        periods.dedup();
        let now = &[question.period][..];
        let read = |margin, periods: &[Period]| self.sums(&form, &whole, margin, periods);
        let below = self.wholes_below(unit);
        let mut names: std::collections::HashMap<String, Text> = below
            .iter()
            .map(|whole| (whole.key.clone(), whole.name.clone()))
            .collect();
        names.insert(whole.key.clone(), whole.name.clone());
        let mut offices = Vec::new();
        for part in &whole.units {
            offices.extend(self.rows_at(&form, *part, Margin::Office, now)?);
        }
        if !offices.is_empty() {
            let known = self.store.offices()?.into_iter();
            names.extend(
                known.map(|office| (office.code, Text::new(office.name.clone(), office.name))),
            );
        }
        let evidence = Evidence {
            place: read(Margin::All, &periods)?,
            other_versions: self.other_versions(&form, |other| {
                self.sums(other, &whole, Margin::All, &periods)
            })?,
            children: self.sums_below(&form, unit, &below, question.period)?,
            channels: read(Margin::Channel, now)?,
            groups: read(Margin::Group, now)?,
            people: read(Margin::Person, now)?,
            offices,
            names,
            expected: below.into_iter().map(|whole| whole.key).collect(),
            simulated: self.simulated,
            threshold: self.settings.disclosure.threshold,
        };
        let question = Question {
            place: whole.key,
            ..question.clone()
        };
        let mut findings = find(&form, &question, &evidence);
        add_rank_sets(&mut findings, &form, &evidence);
        self.break_trend(&mut findings, View::AsItIsNow)?;
        self.stratify(&mut findings);
        Ok(findings)
    }

    /// Whether a place of today had other units before, so that both maps differ.
    pub fn has_past(&self, place: &str) -> bool {
        let unit = self.atlas.find(place);
        let last = unit.is_some_and(|unit| unit.valid_to.is_none() && unit.level != Level::Nation);
        last && unit.is_some_and(|unit| self.atlas.group_of(&unit.id).is_some())
    }

    /// The unit of today that is meant; an ended one means the unit that holds all its people.
    fn unit_today(&self, text: &str) -> Result<&'static Unit, HouseError> {
        let unit = place(self.atlas, text)?;
        match self.atlas.fate(&unit.id) {
            Fate::Current => Ok(unit),
            Fate::Whole(today) => Ok(today),
            Fate::Split(group) => self.atlas.unit(&group.id).ok_or_else(|| {
                let why = format!("{} was divided and its successors are not known", unit.id);
                field("place", why)
            }),
            Fate::Ended(_) => {
                let why = format!(
                    "{} ended without a successor: ask for it as it was",
                    unit.id
                );
                Err(field("view", why))
            }
        }
    }

    fn whole(&self, unit: &Unit) -> Whole {
        let today = self.clock.today();
        let Some(group) = self.atlas.group_of(&unit.id) else {
            return Whole {
                key: unit.id.to_string(),
                name: Text::new(unit.title(today, "vi"), unit.title(today, "en")),
                units: vec![unit.id],
            };
        };
        let titles = |lang: &str| {
            let units = group.today.iter().filter_map(|id| self.atlas.unit(id));
            let titles = units.map(|unit| unit.title(today, lang));
            titles.collect::<Vec<_>>().join(" + ")
        };
        Whole {
            key: group.id.to_string(),
            name: Text::new(titles("vi"), titles("en")),
            units: group.today.iter().chain(&group.before).copied().collect(),
        }
    }

    /// What lies directly below a unit, as far as its past can be told apart.
    pub(super) fn wholes_below(&self, unit: &Unit) -> Vec<Whole> {
        let mut seen = BTreeSet::new();
        let children = self.atlas.children(&unit.id).into_iter();
        children
            .map(|child| self.whole(child))
            .filter(|whole| seen.insert(whole.key.clone()))
            .collect()
    }

    /// Sums of a whole by period and key.
    fn sums(
        &self,
        form: &Form,
        whole: &Whole,
        margin: Margin,
        periods: &[Period],
    ) -> Result<Vec<Counted>, HouseError> {
        let mut rows = Vec::new();
        for part in &whole.units {
            rows.extend(self.rows_at(form, *part, margin, periods)?);
        }
        Ok(add_up(rows, |_| Some(whole.key.clone())))
    }

    /// Sums of what lies below a unit. Figures known only for its old provinces (offices of the province, districts) are
    /// in the unit's own sum and in none of these.
    pub(super) fn sums_below(
        &self,
        form: &Form,
        unit: &Unit,
        below: &[Whole],
        period: Period,
    ) -> Result<Vec<Counted>, HouseError> {
        let above: Vec<UnitId> = match unit.level {
            Level::Nation => vec![unit.id],
            _ => self.whole(unit).units,
        };
        let mut rows = Vec::new();
        for id in above {
            let scope = id.to_string();
            rows.extend(self.rows_of(form, Margin::All, &[period], Scope::Below(&scope))?);
        }
        let of: BTreeMap<String, &str> = below
            .iter()
            .flat_map(|whole| {
                let keys = whole.units.iter().map(ToString::to_string);
                keys.map(|key| (key, whole.key.as_str()))
            })
            .collect();
        Ok(add_up(rows, |row| {
            of.get(&row.place).map(|key| (*key).to_owned())
        }))
    }

    fn rows_at(
        &self,
        form: &Form,
        id: UnitId,
        margin: Margin,
        periods: &[Period],
    ) -> Result<Vec<Counted>, HouseError> {
        let Some(unit) = self
            .atlas
            .unit(&id)
            .filter(|unit| unit.level != Level::District)
        else {
            return Ok(Vec::new());
        };
        let path = place_path(self.atlas, unit);
        let scope = Scope::Place {
            parent: path.parent(),
            place: path.key(),
        };
        self.rows_of(form, margin, periods, scope)
    }

    fn rows_of(
        &self,
        form: &Form,
        margin: Margin,
        periods: &[Period],
        scope: Scope<'_>,
    ) -> Result<Vec<Counted>, HouseError> {
        let rows = self.as_released(&TallyQuery {
            form: &FormRef::new(form.id.clone(), form.version),
            margin,
            periods,
            scope,
        })?;
        rows.into_iter().map(|row| counted(form, row)).collect()
    }

    /// Breaks the line where the people of two neighbouring points are not known to be the same. On today's map a merged
    /// unit has its old parts in every point; on the map of the period they stand under their own names.
    pub(super) fn break_trend(
        &self,
        findings: &mut Findings,
        view: View,
    ) -> Result<(), HouseError> {
        let unit = place(self.atlas, &findings.place.0)?;
        for at in 1..findings.trend.len() {
            let before = findings.trend[at - 1].period.last_day();
            let after = findings.trend[at].period.last_day();
            let why = match self.atlas.continuity(&unit.id, before, after) {
                Continuity::Unbroken => continue,
                Continuity::Merged(_) if view == View::AsItIsNow => continue,
                Continuity::Merged(_) => Text::new(
                    "Đơn vị hợp nhất: các kỳ trước theo đơn vị cũ",
                    "Merged: earlier periods under the old units",
                ),
                Continuity::Split(_) => Text::new(
                    "Đổi địa giới: chỉ so được cả nhóm đơn vị",
                    "New boundaries: compare the whole group only",
                ),
                Continuity::NewBoundaries => Text::new(
                    "Địa giới mới, không có đơn vị cũ tương ứng",
                    "New boundaries, no unit to compare with",
                ),
            };
            let both = |method: Text| {
                let join = |a: &str, b: &str| format!("{a}; {b}");
                Text::new(join(&method.vi, &why.vi), join(&method.en, &why.en))
            };
            let method = findings.trend[at].break_before.take();
            findings.trend[at].break_before = Some(method.map_or_else(|| why.clone(), both));
        }
        Ok(())
    }
}

/// Adds tallies of the same period and key that belong to the same whole. A sum with a part that may not be shown may not
/// be shown either.
pub(super) fn add_up(
    rows: Vec<Counted>,
    whole_of: impl Fn(&Counted) -> Option<String>,
) -> Vec<Counted> {
    let mut sums: BTreeMap<(Period, String, String), Counted> = BTreeMap::new();
    for row in rows {
        let Some(whole) = whole_of(&row) else {
            continue;
        };
        let key = (row.period, whole.clone(), row.key.clone());
        match sums.get_mut(&key) {
            Some(sum) => {
                sum.tally.merge(&row.tally);
                sum.withheld = sum.withheld.or(row.withheld);
            }
            None => {
                sums.insert(
                    key,
                    Counted {
                        place: whole,
                        ..row
                    },
                );
            }
        }
    }
    sums.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Reason;
    use crate::index::{Layout, Slot, Tally};

    fn row(place: &str, answers: &[u8], withheld: Option<Reason>) -> Counted {
        let layout = layout();
        let mut tally = Tally::new(&layout);
        answers
            .iter()
            .for_each(|&answer| tally.add(&layout, &[answer]));
        Counted {
            period: Period::year(2024),
            place: place.into(),
            key: String::new(),
            withheld,
            tally,
        }
    }

    fn layout() -> Layout {
        Layout {
            slots: vec![Slot {
                levels: 5,
                satisfied: 0b11000,
            }],
            ..Layout::default()
        }
    }

    #[test]
    fn a_sum_holds_every_answer_of_its_parts_and_is_hidden_with_any_of_them() {
        let rows = || vec![row("2004:33", &[4, 4, 0], None), row("2004:34", &[3], None)];
        let sums = add_up(rows(), |_| Some("2025:33".into()));
        assert_eq!((sums.len(), sums[0].tally.respondents()), (1, 4));
        assert_eq!(sums[0].tally.satisfied(&layout(), 0), 3);
        assert_eq!(sums[0].withheld, None);
        let mut hidden = rows();
        hidden[1].withheld = Some(Reason::TooFew);
        let sums = add_up(hidden, |_| Some("2025:33".into()));
        assert_eq!(sums[0].withheld, Some(Reason::TooFew));
    }
}

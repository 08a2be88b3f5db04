//! Offices of a kind in a place (các sở, ban, ngành; cơ quan ngành dọc; một cửa cấp xã): who they are, what was counted for
//! each, and what they are together.
//!
//! Together they are told when each of them is told by itself: then the sum says nothing that its parts do not, whatever is
//! subtracted from what. With one of them withheld the sum is withheld too.

use std::collections::HashMap;

use super::ask::counted;
use super::league::field;
use super::rebasing::add_up;
use super::scoring::handed_in;
use super::{House, HouseError, place, place_path};
use crate::ballot::{FormRef, Margin};
use crate::findings::{
    Counted, Evidence, Findings, OfficeGroup, Question, add_changes, add_rank_sets, find,
    trend_periods,
};
use crate::form::{Form, Text};
use crate::period::Period;
use crate::place::{Level, OfficeKind, PeerGroup, Unit, View};
use crate::published::OfficeKinds;
use crate::store::{Office, Scope, TallyQuery};

impl House {
    /// What the counts say of the offices of a kind in a place: each as a place of its own, ranked, and all of them together
    /// where the gate allows.
    pub fn findings_of_offices(
        &self,
        question: &Question,
        kind: OfficeKind,
    ) -> Result<Findings, HouseError> {
        let form = self.form(question)?;
        let unit = place(self.atlas, &question.place)?;
        let mut periods = trend_periods(question.period);
        periods.extend([question.period, question.period.previous()]);
        periods.sort_unstable();
        periods.dedup();
        let all = self.tallies_of_offices(&form, unit, &periods)?;
        let members = self.offices_of_kind(None, unit, kind, &all)?;
        let of_kind = |rows: Vec<Counted>| -> Vec<Counted> {
            let is_member = |row: &Counted| members.iter().any(|(code, _)| *code == row.place);
            rows.into_iter().filter(is_member).collect()
        };
        let own = of_kind(all);
        let of_period = |period: Period| -> Vec<Counted> {
            let rows = own.iter().filter(|row| row.period == period);
            rows.cloned().collect()
        };
        let together = |rows: Vec<Counted>| together(rows, &question.place);
        let mut names: HashMap<String, Text> = members
            .iter()
            .map(|(code, name)| (code.clone(), Text::new(name, name)))
            .collect();
        names.insert(
            question.place.clone(),
            self.name_of_group(unit, kind, question.period),
        );
        let evidence = Evidence {
            place: together(own.clone()),
            other_versions: self.other_versions(&form, |other| {
                let rows = self.tallies_of_offices(other, unit, &periods)?;
                Ok(together(of_kind(rows)))
            })?,
            children: of_period(question.period),
            names,
            expected: members.into_iter().map(|(code, _)| code).collect(),
            simulated: self.simulated,
            threshold: self.settings.disclosure.threshold,
            ..Evidence::default()
        };
        let mut findings = find(&form, question, &evidence);
        add_rank_sets(&mut findings, &form, &evidence);
        let before = of_period(question.period.previous());
        add_changes(&mut findings, &form, &evidence, &before);
        self.break_trend(&mut findings, View::AsItWas)?;
        findings.group = Some(OfficeGroup {
            kind,
            place: (
                question.place.clone(),
                self.names(unit, &[], question.period)
                    .remove(&question.place)
                    .unwrap_or_default(),
            ),
        });
        // Nobody is counted by office and by what they said about themselves.
        findings.people.clear();
        findings.place.0 = format!("{}/{}", question.place, kind.as_str());
        Ok(findings)
    }

    /// Whether any office of the kind is known in the place.
    pub fn has_offices_of_kind(&self, unit: &Unit, kind: OfficeKind) -> Result<bool, HouseError> {
        match self.offices_of_kind(None, unit, kind, &[]) {
            Ok(members) => Ok(!members.is_empty()),
            Err(HouseError::Field { field: "peers", .. }) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// `Các sở, ban, ngành của tỉnh Hưng Yên`, as the place was called at the end of the period.
    fn name_of_group(&self, unit: &Unit, kind: OfficeKind, period: Period) -> Text {
        let on = period.last_day().min(self.clock.today());
        let group = PeerGroup::Offices(kind);
        let of = self.names(unit, &[], period);
        let of = of.get(&unit.id.to_string()).cloned().unwrap_or_default();
        let (vi, en) = (
            self.atlas.peer_group_title(&group, on, "vi"),
            self.atlas.peer_group_title(&group, on, "en"),
        );
        Text::new(
            format!("{} của {}", upper_first(&vi), lower_first(&of.vi)),
            format!("{} of {}", upper_first(&en), of.get("en")),
        )
    }

    /// Codes and names of the offices of a kind in the place, also of those without answers; kinds stand in the file given,
    /// else in the one that the settings name, else in the register.
    pub(super) fn offices_of_kind(
        &self,
        kinds: Option<&OfficeKinds>,
        unit: &Unit,
        kind: OfficeKind,
        counted: &[Counted],
    ) -> Result<Vec<(String, String)>, HouseError> {
        let offices = self.store.offices()?;
        let codes: Vec<String> = match (kinds, &self.settings.league.office_kinds) {
            (Some(kinds), _) => kinds.of_kind(kind).map(str::to_owned).collect(),
            (None, Some(path)) => {
                let file = handed_in(path)?;
                let kinds = OfficeKinds::read(&file.name, &file.text)?;
                kinds.of_kind(kind).map(str::to_owned).collect()
            }
            (None, None) => {
                let of_kind = offices.iter().filter(|own| own.kind == kind.as_str());
                of_kind.map(|office| office.code.clone()).collect()
            }
        };
        if codes.is_empty() && kinds.is_none() && self.settings.league.office_kinds.is_none() {
            let why = "which office is of which kind is not known: choose it on the page of each office, or name a file (league.office_kinds in the settings, or --office-kinds)";
            return Err(field("peers", why));
        }
        let key = unit.id.to_string();
        let is_here = |office: &Office| {
            unit.level == Level::Nation
                || [office.place.key(), office.place.parent()].contains(&key.as_str())
        };
        let member = |code: String| {
            let office = offices.iter().find(|office| office.code == code);
            let here = office.is_some_and(is_here) || counted.iter().any(|own| own.place == code);
            here.then(|| {
                let name = office.map_or_else(|| code.clone(), |office| office.name.clone());
                (code, name)
            })
        };
        let members: Vec<_> = codes.into_iter().filter_map(member).collect();
        if members.is_empty() {
            let why = format!("no office of the kind “{}” is known here", kind.as_str());
            return Err(field("peers", why));
        }
        Ok(members)
    }

    /// Tallies of the offices in a place, each with its code as key.
    pub(super) fn tallies_of_offices(
        &self,
        form: &Form,
        unit: &Unit,
        periods: &[Period],
    ) -> Result<Vec<Counted>, HouseError> {
        let path = place_path(self.atlas, unit);
        let (parent, key) = (path.parent().to_owned(), path.key().to_owned());
        let own = Scope::Place {
            parent: &parent,
            place: &key,
        };
        let mut found: Vec<Counted> = Vec::new();
        for scope in [own, Scope::Below(&key)] {
            let rows = self.as_released(&TallyQuery {
                form: &FormRef::new(form.id.clone(), form.version),
                margin: Margin::Office,
                periods,
                scope,
            })?;
            for row in rows {
                let mut office = counted(form, row)?;
                office.place.clone_from(&office.key);
                let same = |known: &&mut Counted| {
                    (&known.place, known.period) == (&office.place, office.period)
                };
                // What was counted for an office at a coarser place stands beside its own row: the larger one is told.
                match found.iter_mut().find(same) {
                    Some(known) if known.tally.respondents() >= office.tally.respondents() => {}
                    Some(known) => *known = office,
                    None => found.push(office),
                }
            }
        }
        Ok(found)
    }
}

/// The offices as one, by period; withheld beside a withheld one.
fn together(rows: Vec<Counted>, key: &str) -> Vec<Counted> {
    let rows = rows.into_iter().map(|row| Counted {
        key: String::new(),
        ..row
    });
    add_up(rows.collect(), |_| Some(key.to_owned()))
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters.as_str().chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Reason;
    use crate::index::{Layout, Slot, Tally};

    fn office(code: &str, period: &str, sheets: u8, withheld: Option<Reason>) -> Counted {
        let layout = Layout {
            slots: vec![Slot {
                levels: 5,
                satisfied: 0b11000,
            }],
            ..Layout::default()
        };
        let mut tally = Tally::new(&layout);
        (0..sheets).for_each(|_| tally.add(&layout, &[4]));
        Counted {
            period: period.parse().unwrap(),
            place: code.into(),
            key: code.into(),
            withheld,
            tally,
        }
    }

    #[test]
    fn the_offices_together_are_withheld_beside_one_that_is() {
        let rows = vec![
            office("A", "2026", 40, None),
            office("B", "2026", 30, None),
            office("A", "2025", 40, None),
            office("B", "2025", 4, Some(Reason::TooFew)),
        ];
        let sums = together(rows, "2025:33");
        let told: Vec<_> = sums
            .iter()
            .map(|sum| {
                (
                    sum.period.to_string(),
                    sum.tally.respondents(),
                    sum.withheld,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("2025".to_owned(), 44, Some(Reason::TooFew)),
                ("2026".to_owned(), 70, None),
            ]
        );
        assert!(
            sums.iter()
                .all(|sum| sum.place == "2025:33" && sum.key.is_empty())
        );
    }
}

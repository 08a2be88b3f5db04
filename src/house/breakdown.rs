//! One breakdown of what the counts say: along what, on which map, at which level of places.

use std::collections::BTreeMap;

use super::ask::counted;
use super::league::field;
use super::{House, HouseError, place, place_path};
use crate::ballot::{FormRef, Margin};
use crate::findings::{
    By, Counted, Detail, Evidence, Family, Question, ReleasedAs, Results, table,
};
use crate::period::Period;
use crate::place::{Level, Unit, View};
use crate::store::{Scope, TallyQuery};

/// How results are to be broken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breakdown {
    /// Along what.
    pub by: By,
    /// Of places: at which level; directly below when absent.
    pub level: Option<Level>,
    /// Of places: what stands beside each.
    pub detail: Detail,
    /// On which map.
    pub view: View,
    /// Another period to be read beside.
    pub beside: Option<Period>,
}

/// The map of the period, places directly below, the overall index of each.
impl From<By> for Breakdown {
    fn from(by: By) -> Self {
        Self {
            by,
            level: None,
            detail: Detail::Overall,
            view: View::AsItWas,
            beside: None,
        }
    }
}

impl House {
    /// A breakdown, with that of another period beside it if one is named.
    pub fn results(&self, question: &Question, asked: &Breakdown) -> Result<Results, HouseError> {
        let mut results = if self.is_table(question, asked)? {
            self.table(question, asked)?
        } else {
            self.findings_in(question, asked.view)?.results(asked.by)
        };
        results.view = asked.view;
        results.release = self.release_of(question)?.map(|kept| ReleasedAs {
            id: kept.id,
            hash: kept.hash,
        });
        if let Some(period) = asked.beside {
            let other = Question {
                period,
                ..question.clone()
            };
            let alone = Breakdown {
                beside: None,
                ..*asked
            };
            results.beside = Some(Box::new(self.results(&other, &alone)?));
        }
        Ok(results)
    }

    /// Whether more is asked for than the places directly below with their overall index; refuses what makes no sense.
    fn is_table(&self, question: &Question, asked: &Breakdown) -> Result<bool, HouseError> {
        let unit = place(self.atlas, &question.place)?;
        if asked.level.is_none() && asked.detail == Detail::Overall {
            return Ok(false);
        }
        let named = if asked.level.is_some() {
            "level"
        } else {
            "detail"
        };
        if asked.by != By::Place {
            let why = format!("{named} is about places: ask for by=place, or leave {named} out");
            return Err(field(named, why));
        }
        let direct = match (unit.level, asked.level) {
            (Level::Nation, Some(Level::Commune)) => false,
            (Level::Nation, None | Some(Level::Province))
            | (Level::Province, None | Some(Level::Commune)) => true,
            (_, level) => {
                let wanted = level.map_or("place", |level| level.as_str());
                let why = format!("{} has no {wanted} below it that is counted", unit.id);
                return Err(field(named, why));
            }
        };
        let is_table = !direct || asked.detail == Detail::Criteria;
        if is_table && asked.view == View::AsItIsNow {
            let why = "this table is drawn on the map of the period: leave view=now out";
            return Err(field(named, why.to_owned()));
        }
        Ok(is_table)
    }

    /// Every place of a level in one read, each behind the gate.
    fn table(&self, question: &Question, asked: &Breakdown) -> Result<Results, HouseError> {
        let form = self.form(question)?;
        let unit = place(self.atlas, &question.place)?;
        let own = place_path(self.atlas, unit);
        let named = FormRef::new(form.id.clone(), form.version);
        let read = |scope| {
            let rows = self.as_released(&TallyQuery {
                form: &named,
                margin: Margin::All,
                periods: &[question.period],
                scope,
            })?;
            let rows = rows
                .into_iter()
                .map(|row| Ok((row.parent.clone(), counted(&form, row)?)));
            rows.collect::<Result<Vec<_>, HouseError>>()
        };
        let all = unit.level == Level::Nation && asked.level == Some(Level::Commune);
        let head = read(Scope::Place {
            parent: own.parent(),
            place: own.key(),
        })?;
        let below = read(if all {
            Scope::Everywhere
        } else {
            Scope::Below(own.key())
        })?;
        let (families, units) = if all {
            self.families(unit, question.period, below)
        } else {
            let rows = below.into_iter().map(|(_, row)| row).collect();
            let (family, units) = self.family(unit, question.period, rows);
            (vec![family], units)
        };
        let evidence = Evidence {
            place: head.into_iter().map(|(_, row)| row).collect(),
            names: self.names(unit, &units, question.period),
            simulated: self.simulated,
            threshold: self.settings.disclosure.threshold,
            ..Evidence::default()
        };
        let criteria = asked.detail == Detail::Criteria;
        Ok(table(&form, question, &evidence, &families, criteria))
    }

    /// The communes of every province.
    fn families(
        &self,
        nation: &Unit,
        period: Period,
        rows: Vec<(String, Counted)>,
    ) -> (Vec<Family>, Vec<&'static Unit>) {
        let mut by_parent: BTreeMap<String, Vec<Counted>> = BTreeMap::new();
        for (parent, row) in rows {
            by_parent.entry(parent).or_default().push(row);
        }
        let provinces = by_parent.remove(&nation.id.to_string()).unwrap_or_default();
        let (mut families, mut all) = (Vec::new(), Vec::new());
        for province in self.units_below(nation, period, &provinces) {
            let rows = by_parent
                .remove(&province.id.to_string())
                .unwrap_or_default();
            let (family, units) = self.family(province, period, rows);
            families.push(family);
            all.extend(units);
        }
        (families, all)
    }

    fn family(
        &self,
        parent: &Unit,
        period: Period,
        children: Vec<Counted>,
    ) -> (Family, Vec<&'static Unit>) {
        let units = self.units_below(parent, period, &children);
        let family = Family {
            parent: parent.id.to_string(),
            expected: units.iter().map(|unit| unit.id.to_string()).collect(),
            children,
        };
        (family, units)
    }
}

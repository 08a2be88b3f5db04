//! From what people ask to findings.

use std::collections::HashMap;
use std::sync::Arc;

use super::{House, HouseError, place};
use crate::ballot::{FormRef, Margin};
use crate::findings::{
    Counted, Evidence, Findings, OtherVersion, Question, add_changes, add_rank_sets, find,
    trend_periods, withheld,
};
use crate::form::{Form, Text};
use crate::period::Period;
use crate::place::{Level, Unit, UnitId, View};
use crate::store::{Scope, TallyQuery, TallyRow};

/// What people ask for: every part may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Form id; the form invitations use when `None`.
    pub form: Option<String>,
    /// Version; the newest when `None`.
    pub version: Option<u32>,
    /// A place as people write it.
    pub place: String,
    /// This year when `None`.
    pub period: Option<Period>,
}

impl House {
    /// The question behind what was asked: every part is known to exist.
    pub fn question(&self, asked: &Asked) -> Result<Question, HouseError> {
        let id = asked
            .form
            .as_deref()
            .unwrap_or(&self.settings.invitation.form);
        let form = self.catalogue.get(id, asked.version).ok_or_else(|| {
            HouseError::UnknownForm(match asked.version {
                Some(version) if self.catalogue.get(id, None).is_some() => {
                    format!("{id} v{version}")
                }
                _ => id.to_owned(),
            })
        })?;
        let unit = place(self.atlas, &asked.place)?;
        let period = asked.period.unwrap_or_else(|| self.this_year());
        Ok(Question {
            form: (form.id.clone(), form.version),
            place: unit.id.to_string(),
            period,
        })
    }

    /// What was asked, with the parts that were left out chosen so that there is something to see: the form with results,
    /// and its newest year.
    pub fn with_results(&self, asked: Asked, counted: &[(FormRef, Vec<Period>)]) -> Asked {
        let usual = &self.settings.invitation.form;
        let form = asked.form.clone().unwrap_or_else(|| {
            let known = counted.iter().map(|(form, _)| &form.id);
            known
                .clone()
                .find(|id| *id == usual)
                .or(known.clone().next())
                .unwrap_or(usual)
                .clone()
        });
        let years = counted
            .iter()
            .filter(|(own, _)| own.id == form)
            .flat_map(|(_, periods)| periods);
        let newest = years
            .filter(|period| period.wider().is_none())
            .max()
            .copied();
        let period = asked.period.or(newest);
        // A version that was published and not yet answered must not hide what the one before it counted.
        let version = counted
            .iter()
            .filter(|(own, periods)| own.id == form && period.is_some_and(|p| periods.contains(&p)))
            .map(|(own, _)| own.version)
            .filter(|version| self.catalogue.get(&form, Some(*version)).is_some())
            .max();
        Asked {
            period,
            version: asked.version.or(version),
            form: Some(form),
            ..asked
        }
    }

    /// The year of today.
    pub fn this_year(&self) -> Period {
        Period::year(Period::month_of(self.clock.today()).calendar_year())
    }

    /// The form of a question.
    pub fn form(&self, question: &Question) -> Result<Arc<Form>, HouseError> {
        let (id, version) = &question.form;
        self.catalogue
            .get(id, Some(*version))
            .cloned()
            .ok_or_else(|| HouseError::UnknownForm(id.clone()))
    }

    /// What the counts say: a few grouped reads, then pure code.
    pub fn findings(&self, question: &Question) -> Result<Findings, HouseError> {
        let form = self.form(question)?;
        let mut findings = find(&form, question, &self.evidence(&form, question)?);
        self.break_trend(&mut findings, View::AsItWas)?;
        self.stratify(&mut findings);
        Ok(findings)
    }

    /// What the counts say, with the confidence sets of the ranks: for league tables.
    pub fn findings_with_rank_sets(&self, question: &Question) -> Result<Findings, HouseError> {
        let form = self.form(question)?;
        let evidence = self.evidence(&form, question)?;
        let mut findings = find(&form, question, &evidence);
        add_rank_sets(&mut findings, &form, &evidence);
        self.break_trend(&mut findings, View::AsItWas)?;
        Ok(findings)
    }

    /// What the counts say, with the confidence sets of the ranks and what every place had in the period before: for
    /// reports.
    pub fn findings_for_report(&self, question: &Question) -> Result<Findings, HouseError> {
        let form = self.form(question)?;
        let evidence = self.evidence(&form, question)?;
        let mut findings = find(&form, question, &evidence);
        add_rank_sets(&mut findings, &form, &evidence);
        let before = self.as_released(&TallyQuery {
            form: &FormRef::new(form.id.clone(), form.version),
            margin: Margin::All,
            periods: &[question.period.previous()],
            scope: Scope::Below(&question.place),
        })?;
        let before = before.into_iter().map(|row| counted(&form, row));
        let before = before.collect::<Result<Vec<_>, HouseError>>()?;
        add_changes(&mut findings, &form, &evidence, &before);
        self.break_trend(&mut findings, View::AsItWas)?;
        self.stratify(&mut findings);
        Ok(findings)
    }

    /// Tallies as everybody reads them now.
    pub(super) fn as_released(&self, query: &TallyQuery<'_>) -> Result<Vec<TallyRow>, HouseError> {
        let now = self.clock.now();
        Ok(self.store.tallies_as_released(query, now)?)
    }

    pub(super) fn evidence(
        &self,
        form: &Form,
        question: &Question,
    ) -> Result<Evidence, HouseError> {
        let unit = place(self.atlas, &question.place)?;
        let own = super::place_path(self.atlas, unit);
        let mut periods = trend_periods(question.period);
        periods.extend([question.period, question.period.previous()]);
        periods.sort_unstable();
        periods.dedup();
        let read_of = |form: &Form, margin, periods: &[Period], scope| {
            let rows = self.as_released(&TallyQuery {
                form: &FormRef::new(form.id.clone(), form.version),
                margin,
                periods,
                scope,
            })?;
            rows.into_iter()
                .map(|row| counted(form, row))
                .collect::<Result<Vec<_>, HouseError>>()
        };
        let read = |margin, periods: &[Period], scope| read_of(form, margin, periods, scope);
        let (parent, key) = (own.parent().to_owned(), own.key().to_owned());
        let at = || Scope::Place {
            parent: &parent,
            place: &key,
        };
        let now = &[question.period][..];
        let mut offices = read(Margin::Office, now, at())?;
        let below = read(Margin::All, now, Scope::Below(&key))?;
        let children = self.units_below(unit, question.period, &below);
        if unit.level == Level::Province {
            offices.extend(read(Margin::Office, now, Scope::Below(&key))?);
        }
        let mut names = self.names(unit, &children, question.period);
        if !offices.is_empty() {
            let known = self.store.offices()?.into_iter();
            names.extend(
                known.map(|office| (office.code, Text::new(office.name.clone(), office.name))),
            );
        }
        Ok(Evidence {
            place: read(Margin::All, &periods, at())?,
            other_versions: self
                .other_versions(form, |other| read_of(other, Margin::All, &periods, at()))?,
            children: below,
            channels: read(Margin::Channel, now, at())?,
            groups: read(Margin::Group, now, at())?,
            offices,
            people: read(Margin::Person, now, at())?,
            names,
            expected: children.iter().map(|child| child.id.to_string()).collect(),
            simulated: self.simulated,
            threshold: self.settings.disclosure.threshold,
        })
    }

    /// The other versions of a form, each with what `read` finds of it.
    pub(super) fn other_versions(
        &self,
        form: &Form,
        read: impl Fn(&Form) -> Result<Vec<Counted>, HouseError>,
    ) -> Result<Vec<OtherVersion>, HouseError> {
        let same_form = |other: &&Arc<Form>| other.id == form.id && other.version != form.version;
        let others = self.catalogue.iter().filter(same_form);
        others
            .map(|other| {
                let (form, place) = (other.clone(), read(other)?);
                Ok(OtherVersion { form, place })
            })
            .collect()
    }

    /// The units directly below one at the end of a period; and of those that ended in it, the ones with answers.
    pub(super) fn units_below(
        &self,
        unit: &Unit,
        period: Period,
        counted: &[Counted],
    ) -> Vec<&'static Unit> {
        let on = period.last_day().min(self.clock.today());
        let mut units = match unit.level {
            Level::Nation => self.atlas.provinces(self.atlas.scheme_on(on)),
            _ => self.atlas.children(&unit.id),
        };
        for row in counted {
            let id = row.place.parse::<UnitId>().ok();
            let more = id.and_then(|id| self.atlas.unit(&id));
            units.extend(more.filter(|more| !units.iter().any(|unit| unit.id == more.id)));
        }
        units
    }

    /// Titles as they were at the end of the period.
    pub(super) fn names(
        &self,
        unit: &Unit,
        children: &[&Unit],
        period: Period,
    ) -> HashMap<String, Text> {
        let on = period.last_day().min(self.clock.today());
        let title = |unit: &Unit| {
            let on = unit
                .valid_to
                .map_or(on, |last| last.min(on))
                .max(unit.valid_from);
            (
                unit.id.to_string(),
                Text::new(unit.title(on, "vi"), unit.title(on, "en")),
            )
        };
        children.iter().copied().chain([unit]).map(title).collect()
    }
}

pub(super) fn counted(form: &Form, row: TallyRow) -> Result<Counted, HouseError> {
    let damaged = || HouseError::Damaged {
        form: format!("{} v{}", form.id, form.version),
    };
    Ok(Counted {
        tally: row.tally(&form.layout).ok_or_else(damaged)?,
        period: row.period,
        place: row.place,
        key: row.key,
        withheld: withheld(row.shown),
    })
}

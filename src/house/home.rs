//! The home of a place for its own staff: where it stands, what is weakest, what changed, and what to mend first.

use super::ask::counted;
use super::{Asked, House, HouseError, place, place_path};
use crate::ballot::{FormRef, Margin};
use crate::findings::{
    Counted, Findings, Mend, Peers, Question, Response, Shown, Standing, Versus, find, mend,
    standing, versus,
};
use crate::form::{Form, Text};
use crate::index::importance::FEWEST_PEERS;
use crate::period::{Period, Width};
use crate::place::{Level, PeerGroup, Unit, View};
use crate::store::{Scope, TallyQuery};

/// What the home of a place says.
#[derive(Debug, Clone)]
pub struct Home {
    /// The findings of the place and period.
    pub findings: Findings,
    /// Where it stands among its peers; `None` where nobody is comparable.
    pub standing: Option<Standing>,
    /// What to mend first.
    pub mend: Shown<Mend>,
    /// Who was invited and who answered.
    pub response: Response,
    /// Beside another period or place, if one was asked for.
    pub versus: Option<Versus>,
    /// Units that took this one over, where it ended before the period did.
    pub ended: Option<Vec<(String, Text)>>,
}

/// With what a place is set side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// Itself in another period.
    Period(Period),
    /// Another place in the same period, as people write it.
    Place(String),
}

impl House {
    /// Everything on the home of a place: a few grouped reads, then pure code.
    pub fn home(&self, question: &Question, beside: Option<&Beside>) -> Result<Home, HouseError> {
        let form = self.form(question)?;
        let unit = place(self.atlas, &question.place)?;
        let evidence = self.evidence(&form, question)?;
        let mut findings = find(&form, question, &evidence);
        self.break_trend(&mut findings, View::AsItWas)?;
        self.stratify(&mut findings);
        let own = evidence
            .place
            .iter()
            .find(|own| own.period == question.period);
        let peers = match unit.level {
            Level::Nation => provinces(evidence.children.clone()),
            _ => self.peers_of(&form, unit, question.period)?,
        };
        let threshold = evidence.threshold;
        let among = match unit.level {
            Level::Nation => None,
            _ => standing(&form, own, &peers, threshold),
        };
        let named = FormRef::new(form.id.clone(), form.version);
        let path = place_path(self.atlas, unit);
        let responded = self
            .store
            .responded(&named, &covered(question.period), &path)?;
        let responded = responded.map(|known| (known.issued, known.answered));
        let versus = match beside {
            None => None,
            Some(beside) => Some(versus(&findings, &self.beside(question, beside)?)),
        };
        Ok(Home {
            response: Response::of(responded, &findings.respondents, threshold),
            mend: mend(&form, own, &peers, threshold),
            standing: among,
            versus,
            ended: self.ended(unit, question.period),
            findings,
        })
    }

    /// What a place has to mend first: its home without the rest of it. `None` where the place is not shown.
    pub(super) fn mend_first(&self, question: &Question) -> Result<Option<Mend>, HouseError> {
        let form = self.form(question)?;
        let unit = place(self.atlas, &question.place)?;
        let path = place_path(self.atlas, unit);
        let read = |scope| {
            let rows = self.as_released(&TallyQuery {
                form: &FormRef::new(form.id.clone(), form.version),
                margin: Margin::All,
                periods: &[question.period],
                scope,
            })?;
            let rows = rows.into_iter().map(|row| counted(&form, row));
            rows.collect::<Result<Vec<Counted>, HouseError>>()
        };
        let own = read(Scope::Place {
            parent: path.parent(),
            place: path.key(),
        })?;
        let peers = match unit.level {
            Level::Nation => provinces(read(Scope::Below(path.key()))?),
            _ => self.peers_of(&form, unit, question.period)?,
        };
        let found = mend(
            &form,
            own.first(),
            &peers,
            self.settings.disclosure.threshold,
        );
        Ok(found.value().cloned())
    }

    /// The same question of another period, or of another place.
    fn beside(&self, question: &Question, beside: &Beside) -> Result<Findings, HouseError> {
        let (id, version) = &question.form;
        let (place, period) = match beside {
            Beside::Period(period) => (question.place.clone(), *period),
            Beside::Place(place) => (place.clone(), question.period),
        };
        let asked = Asked {
            form: Some(id.clone()),
            version: Some(*version),
            place,
            period: Some(period),
        };
        self.findings(&self.question(&asked)?)
    }

    /// The nearest group of peers large enough to be compared with, and what was counted of them: never the place itself.
    fn peers_of(&self, form: &Form, unit: &Unit, period: Period) -> Result<Peers, HouseError> {
        let path = place_path(self.atlas, unit);
        let rows = self.as_released(&TallyQuery {
            form: &FormRef::new(form.id.clone(), form.version),
            margin: Margin::All,
            periods: &[period],
            scope: Scope::Below(path.parent()),
        })?;
        let siblings = rows
            .into_iter()
            .filter(|row| row.place != path.key())
            .map(|row| counted(form, row))
            .collect::<Result<Vec<Counted>, HouseError>>()?;
        let on = period.last_day().min(self.clock.today());
        let groups = self.atlas.peer_groups_of(&unit.id, on).into_iter();
        let groups = groups.filter(|group| {
            // The wards of the whole country lie under other provinces.
            !matches!(group, PeerGroup::Communes { within, .. } if within.scheme().is_none())
        });
        for group in groups {
            let members = self.atlas.peers(&group, on);
            let is_member =
                |row: &&Counted| members.iter().any(|unit| unit.id.to_string() == row.place);
            let within: Vec<Counted> = siblings.iter().filter(is_member).cloned().collect();
            if within.iter().filter(|row| row.withheld.is_none()).count() >= FEWEST_PEERS {
                let title = |lang| self.atlas.peer_group_title(&group, on, lang);
                return Ok(Peers {
                    name: Text::new(title("vi"), title("en")),
                    counted: within,
                });
            }
        }
        let name = if unit.level == Level::Province {
            Text::new("các tỉnh, thành phố khác", "the other provinces")
        } else {
            let above = unit.parent.as_ref();
            let title =
                |lang| above.map_or_else(String::new, |id| self.atlas.address(id, on, lang));
            Text::new(
                format!("các xã, phường khác của {}", title("vi")),
                format!("the other communes of {}", title("en")),
            )
        };
        Ok(Peers {
            name,
            counted: siblings,
        })
    }

    /// Who took over a unit that ended before the period did; `None` while it exists.
    fn ended(&self, unit: &Unit, period: Period) -> Option<Vec<(String, Text)>> {
        let ended = unit.valid_to.is_some_and(|last| last < period.last_day());
        ended.then(|| {
            let heirs = self.atlas.successors(&unit.id).into_iter();
            let title = |heir: &Unit, lang| heir.title(heir.valid_from, lang);
            heirs
                .map(|heir| {
                    (
                        heir.id.to_string(),
                        Text::new(title(heir, "vi"), title(heir, "en")),
                    )
                })
                .collect()
        })
    }
}

/// Nobody is the peer of a nation: its provinces show what can be reached.
fn provinces(counted: Vec<Counted>) -> Peers {
    Peers {
        name: Text::new("các tỉnh, thành phố", "the provinces"),
        counted,
    }
}

/// The periods whose invitations and openings fall into one: itself and those inside it.
fn covered(period: Period) -> Vec<Period> {
    let mut covered = period.months();
    if period.width() == Width::Year {
        let quarters = period.months().into_iter().filter_map(Period::wider);
        covered.extend(quarters);
    }
    covered.push(period);
    covered.sort_unstable();
    covered.dedup();
    covered
}

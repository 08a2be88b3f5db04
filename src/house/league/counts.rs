//! The league table of our own counts: rank sets, arrows that are more than noise, bands.

use chrono::NaiveDate;

use super::asked::{AskedLeague, both, both_if, field, own_classes};
use super::standings::{Standings, UnitSaid};
use crate::ballot::{FormRef, Margin};
use crate::findings::league::{League, Member, Names, Terms, Threshold, counted_league};
use crate::findings::{Bound, Counted, Findings, Named, PlaceLine, Shown};
use crate::form::{Form, IndexNode, Text, UnitMean};
use crate::house::ask::counted;
use crate::house::{Asked, House, HouseError, place};
use crate::index::{Decimal, Percent};
use crate::period::Period;
use crate::place::{Level, PeerGroup, Unit, View};
use crate::store::{Scope, TallyQuery};

impl House {
    pub(super) fn counted_league(
        &self,
        form: Option<&str>,
        version: Option<u32>,
        place_text: &str,
        asked: &AskedLeague,
    ) -> Result<Standings, HouseError> {
        let wanted = Asked {
            form: form.map(str::to_owned),
            version,
            place: place_text.to_owned(),
            period: asked.period,
        };
        let known = self.counted_forms()?;
        let question = self.question(&self.with_results(wanted, &known))?;
        let form = self.form(&question)?;
        let unit = place(self.atlas, &question.place)?;
        let period = question.period;
        let against = asked.against.unwrap_or_else(|| period.previous());
        if against.width() != period.width() {
            let why = format!("{against} is not as long as {period}: compare a year with a year");
            return Err(field("against", why));
        }
        let on = period.last_day().min(self.clock.today());
        let (keys, now, then) = match asked.view {
            View::AsItWas if let Some(PeerGroup::Offices(kind)) = &asked.peers => {
                let now = self.tallies_of_offices(&form, unit, &[period])?;
                let then = self.tallies_of_offices(&form, unit, &[against])?;
                let members =
                    self.offices_of_kind(asked.office_kinds.as_ref(), unit, *kind, &now)?;
                let named = |(code, name): (String, String)| (code, Names::same(&name));
                (members.into_iter().map(named).collect(), now, then)
            }
            View::AsItWas => {
                let direct = asked.peers.is_none();
                let now = self.tallies_of(&form, unit, direct, period)?;
                let units = match &asked.peers {
                    None => self.units_below(unit, period, &now),
                    Some(group) => self.ranked_units(unit, group, on)?,
                };
                (
                    titles(&units, on),
                    now,
                    self.tallies_of(&form, unit, direct, against)?,
                )
            }
            View::AsItIsNow => {
                if asked.peers.is_some() {
                    let why = "peer groups are ranked on the map of the period: leave view=now out";
                    return Err(field("view", why));
                }
                let below = self.wholes_below(unit);
                (
                    below
                        .iter()
                        .map(|whole| {
                            (
                                whole.key.clone(),
                                Names {
                                    vi: whole.name.vi.clone(),
                                    en: whole.name.get("en").to_owned(),
                                },
                            )
                        })
                        .collect(),
                    self.sums_below(&form, unit, &below, period)?,
                    self.sums_below(&form, unit, &below, against)?,
                )
            }
        };
        if keys.is_empty() {
            let why = format!("{} has nothing below it to rank", unit.id);
            return Err(field("place", why));
        }
        let of = |counted: &'_ [Counted], key: &str| {
            counted.iter().position(|counted| counted.place == *key)
        };
        let members: Vec<Member<'_>> = keys
            .iter()
            .map(|(key, names)| Member {
                key,
                names,
                now: of(&now, key).map(|at| &now[at]),
                then: of(&then, key).map(|at| &then[at]),
            })
            .collect();
        let factor = match &asked.factor {
            Some(code) => Some(node(&form, code)?),
            None => None,
        };
        let terms = Terms {
            against: Some(against),
            target: asked.target,
            classes: own_classes(asked).unwrap_or_else(|| classes(&form)),
            ..Terms::new(period)
        };
        let threshold = self.settings.disclosure.threshold;
        let table = counted_league(
            &form,
            factor.map(|node| node.layout_node),
            &members,
            threshold,
            &terms,
        );
        let findings = self.findings_in(&question, asked.view)?;
        self.counted_standings(asked, &form, unit, on, table, factor, findings)
    }

    #[expect(clippy::too_many_arguments, reason = "each is one part of the answer")]
    fn counted_standings(
        &self,
        asked: &AskedLeague,
        form: &Form,
        unit: &Unit,
        on: NaiveDate,
        mut table: League,
        factor: Option<&IndexNode>,
        findings: Findings,
    ) -> Result<Standings, HouseError> {
        let threshold = self.settings.disclosure.threshold;
        if form.rules.unit_mean == UnitMean::Pooled && asked.peers.is_none() && factor.is_none() {
            table.summary.pooled = exact(&findings, table.decimals);
        }
        let mut notes: Vec<Text> = both_if(|lang| table.overview(lang)).into_iter().collect();
        notes.extend(missing(&table, threshold));
        let said = match &asked.unit {
            Some(text) => Some(self.said_of_counts(text, on, &table, threshold)?),
            None => None,
        };
        let day = unit
            .valid_to
            .map_or(on, |last| last.min(on))
            .max(unit.valid_from);
        Ok(Standings {
            kind: "counted",
            source: Named {
                code: form.id.clone(),
                name: form.title.clone(),
            },
            issuer: None,
            place: Named {
                code: unit.id.to_string(),
                name: both(|lang| unit.title(day, lang)),
            },
            peers: asked.peers.as_ref().map(|group| Named {
                code: group.to_string(),
                name: both(|lang| self.atlas.peer_group_title(group, on, lang)),
            }),
            factor: factor.map(|node| Named {
                code: node.code.clone(),
                name: node.text.clone(),
            }),
            target: asked.target.map(|target| target.rounded(table.decimals)),
            simulated: self.simulated,
            unit: said,
            findings: charted(findings, &table, factor, asked.peers.is_none()).map(Box::new),
            table,
            notes,
            conflicts: Vec::new(),
            printed: Vec::new(),
        })
    }

    /// The members of the peer group inside the place.
    fn ranked_units(
        &self,
        unit: &Unit,
        group: &PeerGroup,
        on: NaiveDate,
    ) -> Result<Vec<&'static Unit>, HouseError> {
        let mut members = self.atlas.peers(group, on);
        members.retain(|member| {
            let mut above = self.atlas.lineage_up(&member.id);
            unit.level == Level::Nation || above.any(|above| above.id == unit.id)
        });
        if members.is_empty() {
            return Err(field("peers", format!("“{group}” has no units here")));
        }
        Ok(members)
    }

    /// Tallies of the places below one, or of all places.
    fn tallies_of(
        &self,
        form: &Form,
        unit: &Unit,
        direct: bool,
        period: Period,
    ) -> Result<Vec<Counted>, HouseError> {
        let key = unit.id.to_string();
        let rows = self.as_released(&TallyQuery {
            form: &FormRef::new(form.id.clone(), form.version),
            margin: Margin::All,
            periods: &[period],
            scope: if direct {
                Scope::Below(&key)
            } else {
                Scope::Everywhere
            },
        })?;
        rows.into_iter().map(|row| counted(form, row)).collect()
    }

    fn said_of_counts(
        &self,
        text: &str,
        on: NaiveDate,
        table: &League,
        threshold: u64,
    ) -> Result<UnitSaid, HouseError> {
        let levels = [Level::Province, Level::Commune];
        let mut found = levels
            .into_iter()
            .filter_map(|level| self.unit_of_table(text, level, on).ok())
            .map(|unit| unit.id.to_string());
        let office = |code: &String| table.rows.iter().any(|row| row.unit == *code);
        let named = table.rows.iter().find(|row| row.names.vi == text);
        let named = named.map(|row| row.unit.clone());
        let written = Some(text.to_owned()).filter(office).or(named);
        let code = written
            .into_iter()
            .chain(&mut found)
            .find(|code| table.rows.iter().any(|row| row.unit == *code))
            .ok_or_else(|| {
                field(
                    "unit",
                    format!("“{text}” is not one of the places of this table"),
                )
            })?;
        let unknown = both(|lang| crate::findings::Reason::TooFew.sentence(lang, threshold) + ".");
        let sentence = both_if(|lang| table.sentence(&code, lang)).unwrap_or(unknown);
        let doubt = both_if(|lang| table.doubt(&code, lang));
        Ok(UnitSaid {
            sentences: std::iter::once(sentence).chain(doubt).collect(),
            code,
        })
    }
}

/// The value of the whole place, unless it is withheld or a bound.
fn exact(findings: &Findings, decimals: u8) -> Option<Decimal> {
    let whole = findings.overall.value();
    let whole = whole.filter(|measure| measure.bound == Bound::Exact)?;
    format!("{:.*}", usize::from(decimals), whole.value)
        .parse()
        .ok()
}

/// Keys and titles of units as they were on a day.
fn titles(units: &[&Unit], on: NaiveDate) -> Vec<(String, Names)> {
    let title = |unit: &&Unit| {
        let day = unit
            .valid_to
            .map_or(on, |last| last.min(on))
            .max(unit.valid_from);
        let names = Names {
            vi: unit.title(day, "vi"),
            en: unit.title(day, "en"),
        };
        (unit.id.to_string(), names)
    };
    units.iter().map(title).collect()
}

/// A domain or factor of the form by its code.
fn node<'f>(form: &'f Form, code: &str) -> Result<&'f IndexNode, HouseError> {
    fn all<'f>(node: &'f IndexNode, found: &mut Vec<&'f IndexNode>) {
        for child in &node.children {
            found.push(child);
            all(child, found);
        }
    }
    let mut nodes = Vec::new();
    if let Some(root) = &form.index {
        all(root, &mut nodes);
    }
    let known = || {
        nodes
            .iter()
            .map(|node| node.code.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let found = nodes.iter().find(|node| node.code == code).copied();
    found.ok_or_else(|| {
        let code: String = code.chars().take(40).collect();
        field(
            "factor",
            format!(
                "{} has no domain or factor “{code}”; choose one of {}",
                form.id,
                known()
            ),
        )
    })
}

fn classes(form: &Form) -> Vec<Threshold> {
    let class = |class: &crate::form::Class| {
        Some(Threshold {
            from: Percent::try_from(class.from?).ok()?,
            names: Names {
                vi: class.label.vi.clone(),
                en: class.label.get("en").to_owned(),
            },
        })
    };
    form.classes.iter().filter_map(class).collect()
}

/// What is not in the table; withheld and empty places read the same.
fn missing(table: &League, threshold: u64) -> Option<Text> {
    let summary = &table.summary;
    let (known, all) = (summary.known, summary.expected);
    (!summary.is_complete()).then(|| {
        Text::new(
            format!("Có số liệu của {known} trong {all} đơn vị; các đơn vị còn lại chưa có phiếu hoặc chưa đủ {threshold} phiếu để công bố."),
            format!("{known} of {all} units are shown; the others have no answers, or fewer than {threshold}, too few to publish."),
        )
    })
}

/// The findings with the places of the table, so that its charts say what it says.
fn charted(
    mut findings: Findings,
    table: &League,
    factor: Option<&IndexNode>,
    direct: bool,
) -> Option<Findings> {
    if !direct {
        return None;
    }
    if let Some(node) = factor {
        let branch = findings
            .branches
            .iter()
            .position(|b| b.line.code == node.code)?;
        let nth = findings.branches[..branch]
            .iter()
            .filter(|b| b.is_factor)
            .count();
        if !findings.branches[branch].is_factor {
            return None;
        }
        findings.overall = findings.branches[branch].line.measure.clone();
        for place in &mut findings.places {
            place.line.measure = place.factors.get(nth).cloned().unwrap_or(Shown::NoData);
        }
    }
    let at = |place: &PlaceLine| {
        table
            .rows
            .iter()
            .position(|row| row.unit == place.line.code)
    };
    findings
        .places
        .sort_by_key(|place| at(place).unwrap_or(usize::MAX));
    for place in &mut findings.places {
        let row = at(place).map(|at| &table.rows[at]);
        place.rank = row.and_then(|row| row.rank).map(|rank| rank as u32);
        let set = row.and_then(|row| row.rank_set);
        place.rank_set = set.map(|set| (set.first as u32, set.last as u32));
    }
    Some(findings)
}

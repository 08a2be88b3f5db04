//! What to mend first, in sentences that claim no more than their intervals allow, and the figures behind them.

use crate::findings::{Chance, Mend, Shown};
use crate::house::Home;
use crate::index::importance::{Estimated, FEWEST_PEERS};
use crate::web::pages::{Cell, Phrase};
use crate::web::words::Lang;

/// The section of what to mend first.
#[derive(Debug, Clone, Default)]
pub struct Actions {
    /// The actions: code and sentences.
    pub named: Vec<(String, Vec<String>)>,
    /// Why there is no action, where there is none.
    pub none: Option<String>,
    /// How it is found, and its limits.
    pub method: Vec<String>,
    /// Every criterion in figures.
    pub rows: Vec<ChanceRow>,
}

/// A criterion in figures.
#[derive(Debug, Clone)]
pub struct ChanceRow {
    pub code: String,
    pub name: Phrase,
    pub cell: Cell,
    pub people: String,
    pub part: String,
    pub together: String,
    pub target: String,
    pub gap: String,
    pub gain: String,
    pub sure: bool,
}

/// The one sentence of the first screen.
pub fn first(home: &Home, lang: Lang) -> String {
    let Shown::Value(mend) = &home.mend else {
        return String::new();
    };
    let chance = mend.actions.first().and_then(|&at| mend.criteria.get(at));
    match chance.and_then(|chance| Some((chance, chance.gain?))) {
        Some((chance, gain)) => {
            let [estimate, low, high] = three(gain, lang);
            let texts = [
                ("name", lang.text(&chance.line.name)),
                ("gain", &*estimate),
                ("low", &*low),
                ("high", &*high),
            ];
            lang.say_with("home-do-first", &texts)
        }
        None if has_no_yardstick(mend) => lang.say("home-do-unknown"),
        None => lang.say("home-do-nothing"),
    }
}

/// The whole section.
pub fn actions(home: &Home, lang: Lang) -> Actions {
    let Shown::Value(mend) = &home.mend else {
        return Actions::default();
    };
    let named = mend.actions.iter().filter_map(|&at| {
        let chance = mend.criteria.get(at)?;
        Some((chance.line.code.clone(), sentences(home, chance, lang)?))
    });
    let named: Vec<_> = named.collect();
    let none = named.is_empty().then(|| {
        if has_no_yardstick(mend) {
            lang.say_count("home-no-yardstick", FEWEST_PEERS as u64)
        } else {
            lang.say("home-no-actions")
        }
    });
    Actions {
        named,
        none,
        method: method(mend, lang),
        rows: mend
            .criteria
            .iter()
            .map(|chance| row(home, chance, lang))
            .collect(),
    }
}

fn has_no_yardstick(mend: &Mend) -> bool {
    mend.criteria.iter().all(|chance| chance.gap.is_none())
}

/// Estimate and both ends, with two decimals and true minus signs.
fn three(estimated: Estimated, lang: Lang) -> [String; 3] {
    [estimated.estimate, estimated.low, estimated.high].map(|value| signed(value, lang))
}

fn signed(value: f64, lang: Lang) -> String {
    let size = lang.decimal(value.abs());
    if value < 0.0 && size.contains(|c: char| c.is_ascii_digit() && c != '0') {
        format!("\u{2212}{size}")
    } else {
        size
    }
}

fn sentences(home: &Home, chance: &Chance, lang: Lang) -> Option<Vec<String>> {
    let measure = chance.line.measure.value()?;
    let [estimate, low, high] = three(chance.gain?, lang);
    let (value, target) = (lang.measure(measure), lang.decimal(chance.target?));
    let texts = [
        ("name", lang.text(&chance.line.name)),
        ("value", &*value),
        ("target", &*target),
        ("gain", &*estimate),
        ("low", &*low),
        ("high", &*high),
    ];
    let mut said = vec![lang.say_with("home-action", &texts)];
    if let Some((bad, n)) = home.findings.not_satisfied(&chance.line.code) {
        let (bad, n) = (lang.count(bad), lang.count(n));
        said.push(lang.say_with("home-action-people", &[("bad", &bad), ("n", &n)]));
    }
    if let Some(together) = chance.together {
        let key = if together.is_positive() {
            "home-together-yes"
        } else {
            "home-together-unsure"
        };
        let [r, low, high] = three(together, lang);
        said.push(lang.say_with(key, &[("r", &r), ("low", &low), ("high", &high)]));
    }
    Some(said)
}

fn method(mend: &Mend, lang: Lang) -> Vec<String> {
    let n = lang.count(mend.peers_shown as u64);
    let peers = [("peers", lang.text(&mend.peers)), ("n", &*n)];
    let whole = match &mend.whole {
        Some(question) => {
            let question = lang.text(question).trim_end_matches('?');
            lang.say_with("home-mend-method-whole", &[("question", question)])
        }
        None => lang.say("home-mend-method-rest"),
    };
    vec![
        lang.say_with("home-mend-method-1", &peers),
        lang.say("home-mend-method-2"),
        whole,
        lang.say("home-mend-method-3"),
    ]
}

fn row(home: &Home, chance: &Chance, lang: Lang) -> ChanceRow {
    let with_ends = |estimated: Option<Estimated>| {
        estimated.map_or_else(
            || "–".to_owned(),
            |estimated| {
                let [estimate, low, high] = three(estimated, lang);
                format!("{estimate} ({low}; {high})")
            },
        )
    };
    ChanceRow {
        code: chance.line.code.clone(),
        name: Phrase::of(&chance.line.name, lang),
        cell: Cell::of(&chance.line.measure, home.findings.threshold, lang),
        people: people(home, &chance.line.code, lang),
        part: lang.percent(100.0 * chance.part),
        together: with_ends(chance.together),
        target: chance
            .target
            .map_or_else(|| "–".to_owned(), |target| lang.percent(target)),
        gap: with_ends(chance.gap),
        gain: with_ends(chance.gain),
        sure: chance.sure,
    }
}

/// How many people are not satisfied with a criterion, where counts may be told.
fn people(home: &Home, code: &str, lang: Lang) -> String {
    super::tables::people(&home.findings, code, lang)
}

/// The figures behind the chart as CSV for machines: dot decimals, empty where there is nothing; the head alone where no
/// criterion may be told.
pub fn csv(mend: Option<&Mend>, lang: Lang) -> String {
    let mut writer = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
    let number = |value: f64| format!("{value:.4}");
    let three = |estimated: Option<Estimated>| {
        estimated.map_or_else(Default::default, |e| {
            [number(e.estimate), number(e.low), number(e.high)]
        })
    };
    // Writing to memory cannot fail.
    let _ = writer.write_record([
        "code",
        "name",
        "value",
        "n",
        "part",
        "correlation",
        "correlation_low",
        "correlation_high",
        "target",
        "gap",
        "gap_low",
        "gap_high",
        "gain",
        "gain_low",
        "gain_high",
        "action",
    ]);
    let chances = mend
        .map(|mend| mend.criteria.as_slice())
        .unwrap_or_default();
    let place =
        |at: usize| mend.and_then(|mend| mend.actions.iter().position(|action| *action == at));
    for (at, chance) in chances.iter().enumerate() {
        let measure = chance.line.measure.value();
        let head = [
            chance.line.code.clone(),
            lang.text(&chance.line.name).to_owned(),
            measure
                .map(|measure| number(measure.value))
                .unwrap_or_default(),
            measure
                .map(|measure| measure.n.to_string())
                .unwrap_or_default(),
            number(chance.part),
        ];
        let target = [chance.target.map(number).unwrap_or_default()];
        let action = [place(at)
            .map(|place| (place + 1).to_string())
            .unwrap_or_default()];
        let cells = head
            .into_iter()
            .chain(three(chance.together))
            .chain(target)
            .chain(three(chance.gap))
            .chain(three(chance.gain))
            .chain(action);
        let _ = writer.write_record(cells.collect::<Vec<_>>());
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

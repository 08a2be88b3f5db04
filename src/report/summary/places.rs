//! What the ranking says, and what it does not: range, median, best and worst, and how loose the ranks are.

use crate::findings::{Bound, Findings, Measure, PlaceLine, Shown, Tier};
use crate::place::OfficeKind;
use crate::report::lang::Lang;
use crate::report::order::Options;

/// Best and worst units named.
const NAMED: usize = 5;

/// How many of the places below have a value, and why the others have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Census {
    /// All places below.
    pub all: usize,
    /// With a value, indicative ones included.
    pub shown: usize,
    /// With a value from 10 to 29 answers only.
    pub indicative: usize,
    /// Withheld.
    pub withheld: usize,
    /// Nobody answered.
    pub no_data: usize,
}

impl Census {
    /// Counts the places below.
    pub fn of(findings: &Findings) -> Self {
        let mut census = Self::default();
        for place in &findings.places {
            census.all += 1;
            match &place.line.measure {
                Shown::Value(measure) => {
                    census.shown += 1;
                    census.indicative += usize::from(measure.tier == Tier::Indicative);
                }
                Shown::Withheld(_) => census.withheld += 1,
                Shown::NoData => census.no_data += 1,
            }
        }
        census
    }
}

/// `120 đơn vị cấp xã`, `1 commune`, `14 departments`: the units below a place or the offices of a group, counted.
pub fn units(findings: &Findings, lang: Lang, count: usize) -> String {
    let key = findings.place.0.as_str();
    let (vi, one, many) = match key.split_once(':') {
        _ if let Some(group) = &findings.group => match group.kind {
            OfficeKind::Department => ("sở, ban, ngành", "department", "departments"),
            OfficeKind::Vertical => ("cơ quan ngành dọc", "vertical agency", "vertical agencies"),
            OfficeKind::Commune => (
                "bộ phận một cửa cấp xã",
                "office of a commune",
                "offices of communes",
            ),
        },
        None => ("tỉnh, thành phố", "province", "provinces"),
        Some(("2004", code)) if code.len() == 2 => ("đơn vị cấp huyện", "district", "districts"),
        Some((_, code)) if code.len() <= 3 => ("đơn vị cấp xã", "commune", "communes"),
        Some(_) => ("đơn vị", "unit", "units"),
    };
    let number = lang.count(count as u64);
    match lang {
        Lang::Vi => format!("{number} {vi}"),
        Lang::En => format!("{number} {}", if count == 1 { one } else { many }),
    }
}

/// How many units have a result, from where to where it reaches, median and target.
pub fn spread(findings: &Findings, options: &Options) -> Option<String> {
    let lang = options.lang;
    let census = Census::of(findings);
    if census.all == 0 {
        return None;
    }
    let shown: Vec<(&PlaceLine, Measure)> = with_value(findings).collect();
    let eligible = eligible(&shown);
    let mut sentences = vec![counted(findings, census, lang)];
    sentences.extend(range(&eligible, options));
    let few = census.indicative;
    if few > 0 && eligible.len() < shown.len() {
        sentences.push(match lang {
            Lang::Vi => format!(
                "Các con số này không tính {few} đơn vị chỉ có 10–29 phiếu (kết quả để tham khảo)."
            ),
            Lang::En => format!(
                "These figures leave out {few} {} with only 10–29 answers (indicative results).",
                if few == 1 { "unit" } else { "units" }
            ),
        });
    }
    Some(sentences.join(" "))
}

fn counted(findings: &Findings, census: Census, lang: Lang) -> String {
    let all = units(findings, lang, census.all);
    let has = |count: usize| if count == 1 { "has" } else { "have" };
    let shown = census.shown;
    match (lang, census.all - shown) {
        (Lang::Vi, 0) => format!("Cả {all} đều có kết quả."),
        (Lang::Vi, without) => {
            format!("Trong {all}, {shown} có kết quả; {without} đơn vị chưa đủ dữ liệu để công bố.")
        }
        (Lang::En, 0) => format!("All {all} have a result."),
        (Lang::En, without) => format!(
            "Of {all}, {shown} {} a result; {without} {} too few answers or may not be shown.",
            has(shown),
            has(without),
        ),
    }
}

/// From the worst to the best, the gap, the median and how many reached the target; nothing of fewer than two.
fn range(eligible: &[(&PlaceLine, Measure)], options: &Options) -> Option<String> {
    let lang = options.lang;
    let [(first, high), .., (last, low)] = eligible else {
        return None;
    };
    let quoted = |place: &PlaceLine, measure: &Measure| {
        let name = lang.inside(place.line.name.get(lang.code()));
        format!("{} ({name})", lang.percent(measure))
    };
    let (worst, best) = (quoted(last, low), quoted(first, high));
    let gap = if low.bound == Bound::Exact && high.bound == Bound::Exact {
        let points = lang.decimal(high.value - low.value);
        match lang {
            Lang::Vi => format!(", chênh lệch {points} điểm"),
            Lang::En => format!(", a gap of {points} points"),
        }
    } else {
        String::new()
    };
    let middle = lang.decimal(median(eligible));
    let target = lang.graded(options.target, Tier::Reliable);
    let reached = eligible
        .iter()
        .filter(|(_, m)| m.value >= options.target && m.bound != Bound::AtMost)
        .count();
    Some(match lang {
        Lang::Vi => format!(
            "Kết quả từ {worst} đến {best}{gap}; trung vị là {middle}%. Số đơn vị đạt từ {target}% trở lên: {reached}."
        ),
        Lang::En => format!(
            "The results range from {worst} to {best}{gap}; the median is {middle}%. Units at {target}% or more: {reached}."
        ),
    })
}

/// The best and the worst by name; nothing when there are too few to name both.
pub fn extremes(findings: &Findings, lang: Lang) -> Option<String> {
    let shown: Vec<_> = with_value(findings).collect();
    let eligible = eligible(&shown);
    let count = NAMED.min(eligible.len() / 2);
    if count == 0 {
        return None;
    }
    let names = |places: &mut dyn Iterator<Item = &(&PlaceLine, Measure)>| {
        let items: Vec<String> = places
            .map(|(place, measure)| {
                format!(
                    "{} ({})",
                    lang.inside(place.line.name.get(lang.code())),
                    lang.percent(measure)
                )
            })
            .collect();
        lang.list(&items)
    };
    let best = names(&mut eligible.iter().take(count));
    let worst = names(&mut eligible.iter().rev().take(count));
    Some(match lang {
        Lang::Vi => format!("Cao nhất là {best}. Thấp nhất là {worst}."),
        Lang::En => format!("The highest are {best}. The lowest are {worst}."),
    })
}

/// How loose the ranks are; nothing without rank sets.
pub fn doubt(findings: &Findings, lang: Lang) -> Option<String> {
    let sets: Vec<(u32, u32)> = findings.places.iter().filter_map(|p| p.rank_set).collect();
    if sets.len() < 2 {
        return None;
    }
    let leaders = sets.iter().filter(|set| set.0 <= 1).count();
    let fixed = sets.iter().filter(|set| set.0 == set.1).count();
    let first = match (lang, leaders) {
        (Lang::Vi, 2..) => format!("{leaders} đơn vị đều có thể đang đứng thứ nhất"),
        (Lang::Vi, _) => "chỉ một đơn vị có thể đang đứng thứ nhất".into(),
        (Lang::En, 2..) => format!("{leaders} units could each be first"),
        (Lang::En, _) => "only one unit could be first".into(),
    };
    let sure = match (lang, fixed) {
        (Lang::Vi, 0) => "không đơn vị nào có thứ hạng chắc chắn".to_owned(),
        (Lang::Vi, _) => format!("{fixed} đơn vị có thứ hạng chắc chắn"),
        (Lang::En, 0) => "no unit's rank is certain".into(),
        (Lang::En, 1) => "the rank of 1 unit is certain".into(),
        (Lang::En, _) => format!("the ranks of {fixed} units are certain"),
    };
    Some(match lang {
        Lang::Vi => format!(
            "Thứ hạng cần được đọc cùng sai số: {first}, {sure}. Hai đơn vị có khoảng thứ hạng giao nhau thì chưa thể nói đơn vị nào làm tốt hơn."
        ),
        Lang::En => format!(
            "Ranks have to be read with their error: {first}, and {sure}. Where the rank ranges of two units overlap, nobody can say which one does better."
        ),
    })
}

/// Places with a value, best first.
fn with_value(findings: &Findings) -> impl Iterator<Item = (&PlaceLine, Measure)> {
    findings
        .places
        .iter()
        .filter_map(|place| Some((place, *place.line.measure.value()?)))
}

/// Places that may be named best or worst: those with enough answers, or all when no two have enough.
fn eligible<'a>(shown: &[(&'a PlaceLine, Measure)]) -> Vec<(&'a PlaceLine, Measure)> {
    let enough: Vec<_> = shown
        .iter()
        .copied()
        .filter(|(_, m)| m.tier > Tier::Indicative)
        .collect();
    if enough.len() > 1 {
        enough
    } else {
        shown.to_vec()
    }
}

/// The median of shown values; the mean of the middle two for an even number.
fn median(places: &[(&PlaceLine, Measure)]) -> f64 {
    let mut values: Vec<f64> = places.iter().map(|(_, m)| m.value).collect();
    values.sort_by(f64::total_cmp);
    match (values.len(), values.len() / 2) {
        (0, _) => 0.0,
        (n, middle) if n % 2 == 1 => values[middle],
        (_, middle) => f64::midpoint(values[middle - 1], values[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::OfficeGroup;
    use crate::findings::sample::sample;
    use chrono::NaiveDate;

    fn options(lang: Lang) -> Options {
        Options::new(lang, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
    }

    #[test]
    fn the_units_below_are_called_by_their_kind() {
        let mut findings = sample(false);
        assert_eq!(units(&findings, Lang::Vi, 24), "24 đơn vị cấp xã");
        assert_eq!(units(&findings, Lang::En, 1), "1 commune");
        findings.place.0 = "2004:33".into();
        assert_eq!(units(&findings, Lang::En, 10), "10 districts");
        assert_eq!(units(&sample(true), Lang::Vi, 34), "34 tỉnh, thành phố");
        findings.group = Some(OfficeGroup {
            kind: OfficeKind::Department,
            place: findings.place.clone(),
        });
        assert_eq!(units(&findings, Lang::Vi, 14), "14 sở, ban, ngành");
        assert_eq!(units(&findings, Lang::En, 14), "14 departments");
    }

    #[test]
    fn a_unit_with_few_answers_is_never_named_best_or_worst() {
        let mut findings = sample(false);
        let few = findings
            .places
            .iter()
            .position(|p| {
                p.line
                    .measure
                    .value()
                    .is_some_and(|m| m.tier == Tier::Indicative)
            })
            .unwrap();
        let place = findings.places.remove(few);
        let name = place.line.name.vi.clone();
        findings.places.insert(0, place);
        let text = extremes(&findings, Lang::Vi).unwrap();
        assert!(!text.contains(&name[name.len() - 6..]), "{text}");
        let text = spread(&findings, &options(Lang::Vi)).unwrap();
        assert!(
            text.contains("không tính 1 đơn vị chỉ có 10–29 phiếu"),
            "{text}"
        );
    }

    #[test]
    fn every_place_is_counted_once() {
        let findings = sample(false);
        let c = Census::of(&findings);
        assert_eq!(c.all, c.shown + c.withheld + c.no_data);
        assert_eq!((c.withheld, c.no_data), (1, 1));
    }
}

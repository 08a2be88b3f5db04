//! What weights make of the index, beside the plain value, or why they are refused.

use crate::findings::{Bound, Findings};
use crate::form::Text;
use crate::report::lang::Lang;

/// One sentence for design weights, one for known totals of the places below.
pub fn sentences(findings: &Findings, lang: Lang) -> Vec<String> {
    let plain = findings.overall.value().map(|index| lang.percent(index));
    let plain = plain.as_deref();
    let design = findings.weighted.iter().find(|(code, _)| code == "overall");
    let design = design.and_then(|(_, found)| {
        let weighed = Weighed {
            by: Text::new(
                "quyền số thiết kế của phiếu",
                "by the design weights of the sheets",
            ),
            value: found.value.map(|value| (value, Bound::Exact)),
            interval: found.interval,
            effective_n: Some(found.effective_n),
            deff: Some(found.deff),
            refused: found.refused.as_ref(),
        };
        weighed.sentence(plain, lang)
    });
    let stratified = findings.stratified.as_ref().and_then(|found| {
        let weighed = Weighed {
            by: Text::new(
                "tổng số đã biết của các đơn vị",
                "to the known totals of the units",
            ),
            value: found.value.map(|value| (value, found.bound)),
            interval: found.interval,
            effective_n: found.effective_n,
            deff: found.deff,
            refused: found.refused.as_ref(),
        };
        weighed.sentence(plain, lang)
    });
    design.into_iter().chain(stratified).collect()
}

struct Weighed<'a> {
    by: Text,
    value: Option<(f64, Bound)>,
    interval: Option<(f64, f64)>,
    effective_n: Option<f64>,
    deff: Option<f64>,
    refused: Option<&'a Text>,
}

impl Weighed<'_> {
    fn sentence(&self, plain: Option<&str>, lang: Lang) -> Option<String> {
        let (by, code) = (self.by.get(lang.code()), lang.code());
        if let Some(why) = self.refused {
            let why = why.get(code);
            return Some(match lang {
                Lang::Vi => format!("Không hiệu chỉnh theo {by}: {why}."),
                Lang::En => format!("Not weighted {by}: {why}."),
            });
        }
        let (value, bound) = self.value?;
        let sign = match bound {
            Bound::Exact => "",
            Bound::AtLeast => "≥ ",
            Bound::AtMost => "≤ ",
        };
        let value = format!("{sign}{}%", lang.decimal(value));
        let doubt = self.interval.map_or_else(String::new, |(low, high)| {
            let ends = format!("{}–{}%", lang.decimal(low), lang.decimal(high));
            format!(
                " ({} {ends})",
                lang.say("khoảng tin cậy 95%:", "95% interval:")
            )
        });
        let plain = plain?;
        let (n, deff) = (lang.decimal(self.effective_n?), lang.decimal(self.deff?));
        Some(match lang {
            Lang::Vi => format!(
                "Hiệu chỉnh theo {by}, chỉ số là {value}{doubt}, so với {plain} khi không hiệu chỉnh; số phiếu hiệu dụng {n}, hệ số thiết kế (deff) {deff}."
            ),
            Lang::En => format!(
                "Weighted {by}, the index is {value}{doubt}, against {plain} unweighted; effective number of answers {n}, design effect (deff) {deff}."
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample::sample;
    use crate::findings::{Stratified, Weighted};

    #[test]
    fn weighted_and_unweighted_stand_in_one_sentence_with_what_the_weights_cost() {
        let mut findings = sample(false);
        assert!(sentences(&findings, Lang::Vi).is_empty());
        findings.stratified = Some(Stratified {
            value: Some(84.5),
            bound: Bound::Exact,
            unweighted: Some(83.94),
            interval: Some((82.0, 87.0)),
            effective_n: Some(812.4),
            deff: Some(1.58),
            refused: None,
        });
        assert_eq!(
            sentences(&findings, Lang::Vi),
            [
                "Hiệu chỉnh theo tổng số đã biết của các đơn vị, chỉ số là 84,50% (khoảng tin cậy 95%: 82,00–87,00%), so với 83,94% khi không hiệu chỉnh; số phiếu hiệu dụng 812,40, hệ số thiết kế (deff) 1,58."
            ]
        );
        let stratified = findings.stratified.as_mut().unwrap();
        (stratified.value, stratified.refused) = (
            None,
            Some(Text::new("Xã A chưa có phiếu", "A has no answers")),
        );
        findings.weighted = vec![(
            "overall".into(),
            Weighted {
                value: Some(80.0),
                interval: None,
                effective_n: 100.0,
                deff: 1.25,
                refused: None,
            },
        )];
        assert_eq!(
            sentences(&findings, Lang::En),
            [
                "Weighted by the design weights of the sheets, the index is 80.00%, against 83.94% unweighted; effective number of answers 100.00, design effect (deff) 1.25.",
                "Not weighted to the known totals of the units: A has no answers.",
            ]
        );
    }
}

//! What every format owes its reader, whatever the findings are.

use std::time::Instant;

use super::*;
use crate::chart::{self, Kind};
use crate::findings::sample::sample;
use crate::findings::{Bound, Distribution, Measure, Reason, Shown, Tier};
use crate::form::Text;
use chrono::NaiveDate;

#[test]
fn tmp_look() {
    for (nation, lang, many) in [
        (false, "vi", false),
        (true, "en", false),
        (false, "vi", true),
    ] {
        let mut findings = sample(nation);
        if many {
            let base = findings.places.clone();
            for i in 0..102 {
                let mut p = base[i % 20].clone();
                p.line.name.vi += &format!(" {i}");
                p.line.code += &format!("{i}");
                findings.places.insert(20, p);
            }
            for (i, p) in findings.places.iter_mut().enumerate() {
                if p.rank.is_some() {
                    p.rank = Some(i as u32 + 1);
                    p.rank_set =
                        Some(((i as u32).saturating_sub(30) + 1, (i as u32 + 30).min(124)));
                }
            }
        }
        let o = chart::Options {
            lang,
            rows: chart::Rows::Ends(20),
            ..chart::Options::default()
        };
        let draw = |kind| {
            chart::draw(kind, &findings, &[], &o)
                .ok()
                .map(|svg| svg.as_str().to_owned())
        };
        let charts = Charts {
            places: draw(Kind::Places),
            criteria: draw(Kind::Criteria),
            heat: draw(Kind::Heat),
            trend: draw(Kind::Trend),
            map: None,
        };
        let mut o = Options::new(lang.into(), NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        o.issuer = Some(if nation {
            "Ministry of Home Affairs".into()
        } else {
            "Sở Nội vụ tỉnh Hưng Yên".into()
        });
        o.seal = Some(Seal {
            release_id: "2026/sipas-1001-2023/v1/1".into(),
            hash: "ab".repeat(32),
            url: "https://hailong.hungyen.gov.vn/releases/2026-1".into(),
        });
        for _ in 0..1 {
            let t = Instant::now();
            let pdf = write(Format::Pdf, &findings, &charts, &o).unwrap();
            eprintln!("{lang} {nation} {many} {:?} {}", t.elapsed(), pdf.len());
            std::fs::write(
                format!("/tmp/report-out/{lang}{}.pdf", i32::from(many)),
                pdf,
            )
            .unwrap();
        }
        let t = Instant::now();
        let x = write(Format::Xlsx, &findings, &charts, &o).unwrap();
        eprintln!("xlsx {:?} {}", t.elapsed(), x.len());
        std::fs::write(format!("/tmp/report-out/{lang}{}.xlsx", i32::from(many)), x).unwrap();
    }
}

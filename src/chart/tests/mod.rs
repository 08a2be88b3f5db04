//! Every chart of every sample, looked at as its reader would: by words, boxes and contrast.

pub(super) mod seen;

use std::path::PathBuf;

use super::colour::{ACCENT, BAR, BAR_PALE, DEEP, level};
use super::{ChartError, Kind, Options, Rows, Svg, Tile, draw, table};
use crate::findings::Bound;
use crate::findings::Findings;
use crate::findings::Reason;
use crate::findings::Share;
use crate::findings::Shown;
use crate::findings::Tier;
use crate::findings::sample::sample;
use crate::form::Text;
use seen::Seen;

/// The tile grid of the 34 provinces and the two archipelagos: code, column, row, label, province.
const TILES: &str = "\
01,2,2,Hà Nội,|04,4,0,Cao Bằng,|08,3,0,Tuyên Quang,|11,0,1,Điện Biên,|12,1,0,Lai Châu,|14,1,1,Sơn La,|\
15,2,0,Lào Cai,|19,3,1,Thái Nguyên,|20,4,1,Lạng Sơn,|22,4,2,Quảng Ninh,|24,3,2,Bắc Ninh,|25,2,1,Phú Thọ,|\
31,4,3,Hải Phòng,|33,3,3,Hưng Yên,|37,2,3,Ninh Bình,|38,2,4,Thanh Hóa,|40,2,5,Nghệ An,|42,2,6,Hà Tĩnh,|\
44,3,6,Quảng Trị,|46,3,7,Huế,|48,4,7,Đà Nẵng,|51,4,8,Quảng Ngãi,|52,4,9,Gia Lai,|56,5,10,Khánh Hòa,|\
66,4,10,Đắk Lắk,|68,4,11,Lâm Đồng,|75,3,11,Đồng Nai,|79,3,12,Hồ Chí Minh,|80,2,11,Tây Ninh,|\
82,2,12,Đồng Tháp,|86,2,13,Vĩnh Long,|91,1,12,An Giang,|92,1,13,Cần Thơ,|96,1,14,Cà Mau,|\
20333,6,7,Quần đảo Hoàng Sa,Đà Nẵng|22736,7,13,Quần đảo Trường Sa,Khánh Hòa";

fn tiles() -> Vec<Tile> {
    let tile = |row: &str| {
        let mut fields = row.split(',');
        let mut next = || fields.next().unwrap().to_owned();
        let (code, column, row, label, province) = (next(), next(), next(), next(), next());
        Tile {
            code: format!("2025:{code}"),
            column: column.parse().unwrap(),
            row: row.parse().unwrap(),
            label,
            is_mark: !province.is_empty(),
            belongs_to: (!province.is_empty()).then_some(province),
        }
    };
    TILES.split('|').map(tile).collect()
}

fn drawn(kind: Kind, findings: &Findings, options: Options<'_>) -> Svg {
    draw(kind, findings, &tiles(), &options).unwrap_or_else(|e| panic!("{kind}: {e}"))
}

fn options(lang: &str, width: u32) -> Options<'_> {
    Options {
        lang,
        width,
        ..Options::default()
    }
}

/// Findings a province may really have: real long names, long questions, every kind of absence.
fn hard(nation: bool) -> Findings {
    let mut findings = sample(nation);
    let names = [
        "Đặc khu Hoàng Sa",
        "Xã Nguyễn Trãi",
        "Phường Thượng Hồng – Nghĩa Trụ",
        "Xã Nguyễn Văn Linh – Trần Hưng Đạo",
        "Thành phố Hồ Chí Minh",
    ];
    for (place, name) in findings.places.iter_mut().zip(names) {
        place.line.name = Text::new(name, name);
    }
    for (i, place) in findings.places.iter_mut().enumerate() {
        if let Shown::Value(measure) = &mut place.line.measure {
            match i {
                0 => (measure.value, measure.bound) = (95.0, Bound::AtLeast),
                3 => measure.tier = Tier::Indicative,
                4 => measure.interval = None,
                _ => {}
            }
        }
        match i {
            5 => place.line.measure = Shown::Withheld(Reason::TooFew),
            6 => place.line.measure = Shown::NoData,
            7 => place.factors[2] = Shown::Withheld(Reason::TooFew),
            8 => place.factors[3] = Shown::NoData,
            _ => {}
        }
    }
    let long = "Công chức hướng dẫn kê khai hồ sơ tận tình, chu đáo, rõ ràng, dễ hiểu và đúng quy định nhà nước";
    for (i, question) in findings.distributions.iter_mut().enumerate() {
        question.name = Text::new(long, long);
        if i == 4 {
            question.shares = Shown::Withheld(Reason::TooFew);
        }
    }
    findings.trend[8].break_before = Some(Text::new("Sáp nhập tỉnh", "Merger of provinces"));
    findings
}

/// A national table of that many communes.
fn many(count: usize) -> Findings {
    let mut findings = sample(false);
    let some: Vec<_> = findings.places.clone();
    findings.places = (0..count)
        .map(|i| {
            let mut place = some[i * some.len() / count].clone();
            place.line.code = format!("2025:{i:05}");
            if place.rank.is_some() {
                place.rank = Some(i as u32 + 1);
                place.rank_set = Some((i as u32 + 1, (i + 40).min(count) as u32));
            }
            place
        })
        .collect();
    findings
}

/// Draws every chart; with `CHARTS_TO` set it also writes them there as SVG and PNG, for human eyes.
#[test]
fn no_label_is_clipped_covered_or_faint_on_any_chart() {
    let folder = std::env::var_os("CHARTS_TO").map(PathBuf::from);
    let samples = [
        ("vn", sample(true)),
        ("hard-33", hard(false)),
        ("hard-vn", hard(true)),
        ("many", many(3321)),
        ("commune-list", many(126)),
    ];
    let mut faults = Vec::new();
    for (name, findings) in &samples {
        for (lang, width) in [("vi", 960), ("vi", 360), ("en", 320)] {
            for kind in Kind::ALL {
                if kind == Kind::Map && findings.place.0 != "vn" {
                    continue;
                }
                let svg = drawn(kind, findings, options(lang, width));
                let file = format!("{kind}-{name}-{lang}-{width}");
                let seen = Seen::look(&svg);
                faults.extend(seen.faults().iter().map(|fault| format!("{file}: {fault}")));
                if let Some(folder) = &folder {
                    std::fs::write(folder.join(format!("{file}.svg")), svg.as_str()).unwrap();
                    let png = svg.to_png(2.0).unwrap();
                    std::fs::write(folder.join(format!("{file}.png")), png).unwrap();
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults[..faults.len().min(40)].join("\n")
    );
}

#[test]
fn every_place_name_and_its_figures_stand_on_the_charts_of_places() {
    for nation in [false, true] {
        let findings = hard(nation);
        for kind in [Kind::Places, Kind::Heat] {
            let words = Seen::look(&drawn(kind, &findings, options("vi", 960))).words();
            for place in &findings.places {
                let name = &place.line.name.vi;
                assert!(words.contains(name.as_str()), "{kind} lacks {name}");
                if let Some(measure) = place.line.measure.value() {
                    let value = match measure.bound {
                        Bound::Exact => format!("{:.2}", measure.value).replace('.', ","),
                        _ => "≥ 95".into(),
                    };
                    assert!(words.contains(&value), "{kind} lacks {value} of {name}");
                }
            }
        }
    }
}

#[test]
fn each_shown_place_has_a_bar_and_few_answers_make_it_paler() {
    let findings = hard(false);
    let seen = Seen::look(&drawn(Kind::Places, &findings, options("vi", 960)));
    let shown = findings
        .places
        .iter()
        .filter_map(|p| p.line.measure.value());
    let pale = shown.clone().filter(|m| m.tier == Tier::Indicative).count();
    assert!(pale > 0);
    assert_eq!(seen.count(BAR_PALE), pale);
    assert_eq!(seen.count(BAR), shown.count() - pale);
    let words = seen.words();
    assert!(words.contains("Chưa đủ dữ liệu để công bố (ngưỡng 10 phiếu)"));
    assert!(words.contains("Chưa có phiếu"));
    assert!(words.contains("(1–7)"), "rank sets");
    assert!(
        words.contains("Tỉnh Hưng Yên 83,94"),
        "the average has a direct label"
    );
}

#[test]
fn every_chart_says_place_period_answers_form_method_and_that_it_is_simulated() {
    let mut findings = sample(true);
    for kind in Kind::ALL {
        let svg = drawn(kind, &findings, options("vi", 960));
        let words = Seen::look(&svg).words().replace('\u{a0}', " ");
        for part in [
            "Cả nước",
            "Năm 2026",
            "51.360 phiếu",
            "sipas-1001-2023, bản 1",
        ] {
            assert!(words.contains(part), "{kind} lacks {part}");
        }
        for part in [
            "Trung bình cộng của 39 tiêu chí",
            "SỐ LIỆU MÔ PHỎNG",
            "Số liệu mô phỏng",
        ] {
            assert!(words.contains(part), "{kind} lacks {part}");
        }
        assert!(
            svg.as_str().contains("Số liệu mô phỏng, không phải"),
            "{kind}: description"
        );
    }
    findings.simulated = false;
    for kind in Kind::ALL {
        let svg = drawn(kind, &findings, options("vi", 960));
        assert!(!svg.as_str().to_lowercase().contains("mô phỏng"), "{kind}");
    }
}

#[test]
fn the_map_always_names_both_archipelagos_their_provinces_and_the_sea() {
    let findings = sample(true);
    for (lang, width) in [("vi", 960), ("en", 960), ("vi", 320)] {
        let svg = drawn(Kind::Map, &findings, options(lang, width));
        let words = Seen::look(&svg).words().replace('\u{a0}', " ");
        for name in ["Hoàng Sa", "(Đà Nẵng)", "Trường Sa", "(Khánh Hòa)"] {
            assert!(words.contains(name), "{lang} {width}: {name}");
        }
        assert!(
            words.replace(' ', "").contains("BiểnĐông"),
            "{lang} {width}"
        );
        assert!(
            svg.as_str()
                .contains("Quần đảo Hoàng Sa (Đà Nẵng), Quần đảo Trường Sa")
        );
    }
    for missing in ["Hoàng Sa", "Trường Sa"] {
        let mut tiles = tiles();
        tiles.retain(|t| !t.label.contains(missing));
        let drawn = draw(Kind::Map, &findings, &tiles, &Options::default());
        assert_eq!(drawn, Err(ChartError::ArchipelagoMissing(missing)));
    }
    let commune = draw(Kind::Map, &sample(false), &tiles(), &Options::default());
    assert!(matches!(commune, Err(ChartError::NotOnTheMap { .. })));
}

#[test]
fn diverging_bars_start_from_the_middle_of_scales_of_two_three_and_four_levels() {
    for count in 2..=5 {
        let mut findings = sample(false);
        findings.distributions.truncate(1);
        if let Shown::Value(shares) = &mut findings.distributions[0].shares {
            let option = |i: usize| Share {
                code: i.to_string(),
                name: Text::new(format!("mức {i}"), format!("level {i}")),
                share: 100.0 / count as f64,
                n: None,
                satisfied: i > count / 2,
            };
            shares.options = (0..count).map(option).collect();
        }
        for best_first in [false, true] {
            if best_first && let Shown::Value(shares) = &mut findings.distributions[0].shares {
                shares.options.reverse();
            }
            let seen = Seen::look(&drawn(Kind::Criteria, &findings, options("vi", 960)));
            let bars = |i: usize| {
                let own = seen.shapes.iter().filter(|(_, c)| *c == level(i, count));
                own.map(|(area, _)| *area)
                    .max_by(|a, b| a.width().total_cmp(&b.width()))
            };
            let (first, last) = (bars(0).unwrap(), bars(count - 1).unwrap());
            let zero = f32::midpoint(first.left(), last.right());
            // Equal shares: the zero line lies in the middle of the whole bar.
            if count % 2 == 1 {
                let middle = bars(count / 2).unwrap();
                assert!((middle.left() + middle.width() / 2.0 - zero).abs() < 1.0);
            } else {
                let edge = bars(count / 2).unwrap().left();
                assert!((edge - zero).abs() < 1.0, "{count} {best_first}");
            }
        }
    }
}

#[test]
fn a_trend_is_cut_at_breaks_and_gaps_and_says_why() {
    let findings = hard(false);
    let svg = drawn(Kind::Trend, &findings, options("vi", 960));
    let words = Seen::look(&svg).words();
    assert!(words.contains("Đổi mẫu phiếu") && words.contains("Sáp nhập tỉnh"));
    // January alone, March–June, July–August, September–December: three lines.
    let deep = format!("stroke=\"#{:02X}{:02X}{:02X}\"", DEEP.0, DEEP.1, DEEP.2);
    assert_eq!(svg.as_str().matches(&deep).count(), 3);
    assert!(
        words.contains("82,01") && words.contains("79,33"),
        "direct labels"
    );
}

#[test]
fn thousands_of_places_are_shown_by_their_ends_and_their_spread() {
    let findings = many(3321);
    let svg = drawn(Kind::Places, &findings, options("vi", 960));
    assert!(svg.size().1 < 2_000, "{:?}", svg.size());
    let words = Seen::look(&svg).words();
    assert!(words.contains("địa phương khác"), "the gap is said");
    assert!(words.contains("Phân bố của"), "the spread is drawn");
    let all = Options {
        rows: Rows::All,
        ..Options::default()
    };
    let svg = drawn(Kind::Places, &findings, all);
    assert!(
        svg.size().1 > 50_000,
        "every place has its row when asked for"
    );
    let few = Options {
        rows: Rows::Ends(3),
        ..Options::default()
    };
    let svg = drawn(Kind::Ranks, &findings, few);
    assert!(svg.size().1 < 500);
}

#[test]
fn the_same_findings_give_the_same_bytes_and_nothing_a_strict_page_forbids() {
    for kind in Kind::ALL {
        let svg = drawn(kind, &hard(true), Options::default());
        assert_eq!(svg, drawn(kind, &hard(true), Options::default()));
        let text = svg.as_str();
        assert!(
            text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" lang=\"vi\"")
        );
        assert!(text.contains("<title>") && text.contains("<desc>"));
        for forbidden in [
            "style", "<script", "href", "id=\"", "url(", "<image", "onload",
        ] {
            assert!(!text.contains(forbidden), "{kind} holds {forbidden}");
        }
    }
}

#[test]
fn names_with_signs_of_markup_stay_text() {
    let mut findings = sample(false);
    findings.places[0].line.name = Text::new("<script>&\"'</script>\u{7}\nxã", "");
    findings.place.1 = Text::new("A & B <i>", "");
    for kind in [Kind::Places, Kind::Heat, Kind::Ranks, Kind::Funnel] {
        let svg = drawn(kind, &findings, Options::default());
        assert!(!svg.as_str().contains("<script") && !svg.as_str().contains("<i>"));
        let words = Seen::look(&svg).words();
        assert!(words.contains("A\u{a0}&\u{a0}B"), "{words}");
    }
}

#[test]
fn a_picture_is_a_png_of_the_asked_scale_and_never_too_large() {
    let svg = drawn(Kind::Trend, &sample(false), options("vi", 360));
    let (width, height) = svg.size();
    let side = |png: &[u8], at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    let png = svg.to_png(2.0).unwrap();
    assert_eq!((side(&png, 16), side(&png, 20)), (width * 2, height * 2));
    assert!(svg.to_png(f32::NAN).is_ok() && svg.to_png(0.0).is_ok());
}

#[test]
fn findings_without_anything_to_draw_say_so_in_a_sentence() {
    let mut findings = sample(false);
    findings.places.clear();
    findings.distributions.clear();
    findings.trend.clear();
    for kind in Kind::ALL {
        let fault = draw(kind, &findings, &tiles(), &Options::default()).unwrap_err();
        assert!(fault.to_string().contains("2025:33"), "{kind}: {fault}");
    }
}

#[test]
fn a_chart_of_withheld_values_only_is_drawn_without_a_number() {
    let mut findings = sample(false);
    findings.overall = Shown::Withheld(Reason::TooFew);
    findings.respondents = Shown::Withheld(Reason::TooFew);
    for place in &mut findings.places {
        place.line.measure = Shown::Withheld(Reason::TooFew);
        place.factors.fill(Shown::Withheld(Reason::TooFew));
        (place.rank, place.rank_set) = (None, None);
    }
    for kind in [Kind::Places, Kind::Heat] {
        let seen = Seen::look(&drawn(kind, &findings, Options::default()));
        assert_eq!(seen.faults(), Vec::<String>::new());
        assert_eq!(seen.count(BAR) + seen.count(ACCENT), 0);
    }
    for kind in [Kind::Funnel, Kind::Ranks] {
        assert!(draw(kind, &findings, &tiles(), &Options::default()).is_err());
    }
}

#[test]
fn the_table_of_a_chart_tells_every_row_in_full_and_why_values_are_missing() {
    for findings in [hard(false), hard(true)] {
        for (kind, lang) in Kind::ALL.into_iter().flat_map(|k| [(k, "vi"), (k, "en")]) {
            let table = table(kind, &findings, lang);
            assert!(
                table.rows.iter().all(|row| row.len() == table.header.len()),
                "{kind}"
            );
            assert!(!table.rows.is_empty() && !table.caption.is_empty());
        }
    }
    let findings = hard(false);
    let places = table(Kind::Places, &findings, "vi");
    assert_eq!(places.rows.len(), findings.places.len());
    assert_eq!(places.rows[0][..2], ["Đặc khu Hoàng Sa", "≥ 95"]);
    let whole = places.rows.concat().join("|");
    assert!(
        whole.contains("Chưa đủ dữ liệu để công bố (ngưỡng 10 phiếu)")
            && whole.contains("Chưa có phiếu")
    );
    assert_eq!(
        table(Kind::Trend, &findings, "en").rows[6][4],
        "New questionnaire"
    );
}

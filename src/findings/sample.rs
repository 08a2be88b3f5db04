//! Made-up findings of the real shape, for everything that renders to be rendered in tests.

use super::{
    Bound, Branch, Count, Distribution, Findings, FormLine, Line, Measure, PlaceLine, Reason,
    Share, Shares, Shown, Split, Tier, TrendPoint,
};
use crate::form::Text;
use crate::period::Period;

const PROVINCES: [(&str, &str); 34] = [
    ("01", "Thành phố Hà Nội"),
    ("04", "Tỉnh Cao Bằng"),
    ("08", "Tỉnh Tuyên Quang"),
    ("11", "Tỉnh Điện Biên"),
    ("12", "Tỉnh Lai Châu"),
    ("14", "Tỉnh Sơn La"),
    ("15", "Tỉnh Lào Cai"),
    ("19", "Tỉnh Thái Nguyên"),
    ("20", "Tỉnh Lạng Sơn"),
    ("22", "Thành phố Quảng Ninh"),
    ("24", "Thành phố Bắc Ninh"),
    ("25", "Tỉnh Phú Thọ"),
    ("31", "Thành phố Hải Phòng"),
    ("33", "Tỉnh Hưng Yên"),
    ("37", "Tỉnh Ninh Bình"),
    ("38", "Tỉnh Thanh Hóa"),
    ("40", "Tỉnh Nghệ An"),
    ("42", "Tỉnh Hà Tĩnh"),
    ("44", "Tỉnh Quảng Trị"),
    ("46", "Thành phố Huế"),
    ("48", "Thành phố Đà Nẵng"),
    ("51", "Tỉnh Quảng Ngãi"),
    ("52", "Tỉnh Gia Lai"),
    ("56", "Tỉnh Khánh Hòa"),
    ("66", "Tỉnh Đắk Lắk"),
    ("68", "Tỉnh Lâm Đồng"),
    ("75", "Thành phố Đồng Nai"),
    ("79", "Thành phố Hồ Chí Minh"),
    ("80", "Tỉnh Tây Ninh"),
    ("82", "Tỉnh Đồng Tháp"),
    ("86", "Tỉnh Vĩnh Long"),
    ("91", "Tỉnh An Giang"),
    ("92", "Thành phố Cần Thơ"),
    ("96", "Tỉnh Cà Mau"),
];

const COMMUNES: [(&str, &str); 24] = [
    ("12271", "Phường Phố Hiến"),
    ("12280", "Phường Sơn Nam"),
    ("12331", "Phường Hồng Châu"),
    ("12103", "Phường Mỹ Hào"),
    ("12127", "Phường Đường Hào"),
    ("12133", "Phường Thượng Hồng"),
    ("12322", "Xã Tân Hưng"),
    ("12337", "Xã Hoàng Hoa Thám"),
    ("12364", "Xã Tiên Lữ"),
    ("12361", "Xã Tiên Hoa"),
    ("12391", "Xã Quang Hưng"),
    ("12406", "Xã Đoàn Đào"),
    ("12424", "Xã Tiên Tiến"),
    ("12427", "Xã Tống Trân"),
    ("12280x", "Xã Lương Bằng"),
    ("12286", "Xã Nghĩa Dân"),
    ("12313", "Xã Hiệp Cường"),
    ("12322x", "Xã Đức Hợp"),
    ("12142", "Xã Ân Thi"),
    ("12148", "Xã Xuân Trúc"),
    ("12166", "Xã Phạm Ngũ Lão"),
    ("12184", "Xã Nguyễn Trãi"),
    ("12196", "Xã Hồng Quang"),
    ("12238", "Xã Khoái Châu"),
];

const FACTORS: [(&str, &str, &str, usize); 9] = [
    ("PA", "Trách nhiệm giải trình", "Accountability", 2),
    ("PB", "Cơ hội tham gia", "Participation", 2),
    ("PC", "Chất lượng tổ chức thực hiện", "Implementation", 9),
    ("PD", "Kết quả, tác động", "Results", 10),
    ("SA", "Tiếp cận dịch vụ", "Access", 3),
    ("SB", "Thủ tục hành chính", "Procedures", 4),
    ("SC", "Công chức", "Officials", 3),
    ("SD", "Kết quả dịch vụ", "Service results", 3),
    (
        "SE",
        "Tiếp nhận, xử lý phản ánh, kiến nghị",
        "Feedback handling",
        3,
    ),
];

const LEVELS: [(&str, &str); 5] = [
    ("Rất không hài lòng", "Very dissatisfied"),
    ("Không hài lòng", "Dissatisfied"),
    ("Bình thường", "Neutral"),
    ("Hài lòng", "Satisfied"),
    ("Rất hài lòng", "Very satisfied"),
];

/// A pseudo-random number below `modulus`, the same for the same seed.
fn wave(seed: u64, modulus: u64) -> u64 {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x0005_deec_e66d;
    x ^= x >> 29;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x ^ (x >> 32)) % modulus
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn measure(value: f64, n: u64) -> Shown<Measure> {
    if n == 0 {
        return Shown::NoData;
    }
    if n < 10 {
        return Shown::Withheld(Reason::TooFew);
    }
    let half = 196.0 * (value / 100.0 * (1.0 - value / 100.0) / n as f64).sqrt();
    Shown::Value(Measure {
        value: round(value),
        bound: Bound::Exact,
        interval: Some((
            round((value - half).max(0.0)),
            round((value + half * 0.9).min(100.0)),
        )),
        n,
        eligible: n + n / 20,
        tier: match n {
            0..30 => Tier::Indicative,
            30..100 => Tier::Reliable,
            _ => Tier::Full,
        },
    })
}

fn shares(seed: u64, n: u64, options: &[(&str, &str)], satisfied_from: usize) -> Shown<Shares> {
    let weights: Vec<u64> = (0..options.len())
        .map(|i| 4 + wave(seed + i as u64, 20) + 30 * (i as u64))
        .collect();
    let total: u64 = weights.iter().sum();
    let options = options.iter().enumerate().map(|(i, (vi, en))| Share {
        code: (i + 1).to_string(),
        name: Text::new(*vi, *en),
        share: round(100.0 * weights[i] as f64 / total as f64),
        n: Some(n * weights[i] / total),
        satisfied: i >= satisfied_from,
    });
    Shown::Value(Shares {
        n,
        options: options.collect(),
    })
}

/// Findings of the 39-criteria form: of Hưng Yên and its communes, or of the nation and its provinces.
#[expect(clippy::too_many_lines, reason = "one value, field by field")]
pub fn sample(nation: bool) -> Findings {
    let scale = if nation { 40 } else { 1 };
    let n = 1_284 * scale;
    let mut criteria = Vec::new();
    let mut branches = Vec::new();
    for (domain, vi, en) in [
        ("P", "Chính sách công", "Public policy"),
        (
            "S",
            "Cung ứng dịch vụ hành chính công",
            "Public administrative services",
        ),
    ] {
        let under = |factor: &(&str, &str, &str, usize)| {
            (1..=factor.3)
                .map(|i| format!("{}{i}", factor.0))
                .collect::<Vec<_>>()
        };
        let own: Vec<_> = FACTORS.iter().filter(|f| f.0.starts_with(domain)).collect();
        let line = |code: &str, vi: &str, en: &str, value| Line {
            code: code.into(),
            name: Text::new(vi, en),
            measure: measure(value, n),
        };
        branches.push(Branch {
            line: line(domain, vi, en, 83.84),
            criteria: own.iter().flat_map(|f| under(f)).collect(),
            depth: 1,
            is_factor: false,
        });
        for factor in own {
            let value = 78.0
                + wave(
                    factor.3 as u64 * 7 + factor.0.len() as u64 + wave(factor.1.len() as u64, 97),
                    1400,
                ) as f64
                    / 100.0;
            branches.push(Branch {
                line: line(factor.0, factor.1, factor.2, value),
                criteria: under(factor),
                depth: 2,
                is_factor: true,
            });
            for code in under(factor) {
                let value =
                    72.0 + wave(code.bytes().map(u64::from).sum::<u64>() * 31, 2300) as f64 / 100.0;
                let (vi, en) = (
                    format!("Tiêu chí {code}: thông tin được cung cấp đầy đủ, dễ hiểu, dễ tìm"),
                    format!("Criterion {code}: information is complete and easy to find"),
                );
                criteria.push(line(&code, &vi, &en, value));
            }
        }
    }
    let units: &[(&str, &str)] = if nation { &PROVINCES } else { &COMMUNES };
    let mut places: Vec<PlaceLine> = units
        .iter()
        .enumerate()
        .map(|(i, (code, name))| {
            let count = match i {
                5 if !nation => 4,
                9 if !nation => 0,
                13 => 17 * scale,
                _ => 30 + wave(i as u64, 220) * scale,
            };
            let value = 70.0 + wave(i as u64 + 400, 2600) as f64 / 100.0;
            PlaceLine {
                line: Line {
                    code: format!("2025:{code}"),
                    name: Text::new(*name, *name),
                    measure: measure(value, count),
                },
                rank: None,
                rank_set: None,
                earlier: None,
                factors: (0..9)
                    .map(|f| {
                        measure(
                            (value + wave(i as u64 * 9 + f, 1200) as f64 / 100.0 - 6.0).min(99.5),
                            count,
                        )
                    })
                    .collect(),
            }
        })
        .collect();
    places.sort_by(|a, b| {
        let key = |p: &PlaceLine| p.line.measure.value().map_or(-1.0, |m| m.value);
        key(b).total_cmp(&key(a))
    });
    let shown = places
        .iter()
        .filter(|p| p.line.measure.value().is_some())
        .count() as u32;
    for (place, rank) in places.iter_mut().zip(1..=shown) {
        place.rank = Some(rank);
        place.rank_set = Some((rank.saturating_sub(5).max(1), (rank + 6).min(shown)));
    }
    let period = Period::year(2026);
    let trend = (1..=12).map(|month| TrendPoint {
        period: Period::month(2026, month).unwrap_or(period),
        measure: measure(
            78.0 + wave(u64::from(month), 900) as f64 / 100.0,
            if month == 2 { 6 } else { n / 12 },
        ),
        break_before: (month == 7).then(|| Text::new("Đổi mẫu phiếu", "New questionnaire")),
    });
    let line = |code: &str, vi: &str, en: &str, value, n| Line {
        code: code.into(),
        name: Text::new(vi, en),
        measure: measure(value, n),
    };
    Findings {
        form: FormLine {
            id: "sipas-1001-2023".into(),
            version: 1,
            hash: "3b0c…".into(),
            title: Text::new(
                "Phiếu khảo sát hài lòng của người dân (39 tiêu chí)",
                "Survey of citizens' satisfaction (39 criteria)",
            ),
            legal_basis: Text::new(
                "Quyết định 1001/QĐ-BNV ngày 11/12/2023",
                "Decision 1001/QĐ-BNV of 11 December 2023",
            ),
            method: Text::new("Trung bình cộng của 39 tiêu chí", "Mean of the 39 criteria"),
            satisfied_means: Text::new("chọn mức 4 hoặc 5", "chose level 4 or 5"),
            headline: Text::new("Chỉ tính phiếu của người được mời", "Invited answers only"),
        },
        place: if nation {
            ("vn".into(), Text::new("Cả nước", "Whole country"))
        } else {
            (
                "2025:33".into(),
                Text::new("Tỉnh Hưng Yên", "Hưng Yên Province"),
            )
        },
        period,
        simulated: true,
        threshold: 10,
        respondents: Shown::Value(Count { n }),
        overall: measure(83.94, n),
        previous: measure(82.66, n),
        distributions: criteria
            .iter()
            .zip(1..)
            .map(|(c, i)| Distribution {
                code: c.code.clone(),
                name: c.name.clone(),
                group: None,
                role: "criterion",
                shares: shares(i * 13, n, &LEVELS, 3),
            })
            .collect(),
        people: vec![
            Distribution {
                code: "gender".into(),
                name: Text::new("Giới tính", "Gender"),
                group: None,
                role: "respondent",
                shares: shares(3, n, &[("Nam", "Male"), ("Nữ", "Female")], 9),
            },
            Distribution {
                code: "age".into(),
                name: Text::new("Tuổi", "Age"),
                group: None,
                role: "respondent",
                shares: shares(
                    8,
                    n,
                    &[
                        ("18–24", "18–24"),
                        ("25–34", "25–34"),
                        ("35–49", "35–49"),
                        ("50–60", "50–60"),
                        ("Trên 60", "Over 60"),
                    ],
                    9,
                ),
            },
        ],
        branches,
        criteria,
        places,
        trend: trend.collect(),
        channels: vec![
            line("online", "Trực tuyến", "Online", 86.1, n / 2),
            line("in_person", "Trực tiếp", "In person", 82.2, n / 3),
            line("post", "Bưu chính công ích", "Post", 81.0, 8),
        ],
        walk_in: measure(91.4, 37).map(|measure| Measure {
            interval: None,
            ..measure
        }),
        offices: vec![line(
            "H31.18",
            "Bộ phận một cửa phường Phố Hiến",
            "One-stop shop of Phố Hiến ward",
            84.2,
            120,
        )],
        groups: vec![
            line("land", "Đất đai", "Land", 74.6, 214),
            line("civil", "Hộ tịch", "Civil status", 91.3, 455),
        ],
        splits: vec![Split {
            code: "help".to_owned(),
            name: Text::new("Ai giúp trả lời?", "Who helped you answer?"),
            lines: vec![
                line("help:alone", "Tự trả lời", "Alone", 82.4, n / 2),
                line(
                    "help:family",
                    "Có người nhà giúp",
                    "With family",
                    85.0,
                    n / 3,
                ),
                line("help:staff", "Cán bộ giúp", "With staff", 97.0, 4),
            ],
        }],
        weighted: Vec::new(),
        stratified: None,
        group: None,
    }
}

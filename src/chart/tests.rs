//! Every chart of every sample, looked at as its reader would: by words, boxes and contrast.

use std::path::PathBuf;

use super::{Kind, Options, Tile, draw};
use crate::findings::sample::sample;

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

/// Writes every chart to `$CHARTS_TO`, for human eyes; without it draws them only.
#[test]
fn every_chart_of_every_sample_draws() {
    let folder = std::env::var_os("CHARTS_TO").map(PathBuf::from);
    for nation in [false, true] {
        let findings = sample(nation);
        for lang in ["vi", "en"] {
            for width in [360, 960] {
                for kind in Kind::ALL {
                    let options = Options {
                        lang,
                        width,
                        ..Options::default()
                    };
                    let drawn = draw(kind, &findings, &tiles(), &options);
                    if let (Ok(svg), Some(folder)) = (drawn, &folder) {
                        let name =
                            format!("{kind}-{}-{lang}-{width}", if nation { "vn" } else { "33" });
                        std::fs::write(folder.join(format!("{name}.svg")), svg.as_str()).unwrap();
                        std::fs::write(
                            folder.join(format!("{name}.png")),
                            svg.to_png(2.0).unwrap(),
                        )
                        .unwrap();
                    }
                }
            }
        }
    }
}

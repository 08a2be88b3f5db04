//! Every chart of every sample, looked at as its reader would: by words, boxes and contrast.

use std::path::PathBuf;

use super::{Kind, Options, Tile, draw};
use crate::findings::sample::sample;

/// Writes every chart to `$CHARTS_TO`, for human eyes; without it draws them only.
#[test]
fn every_chart_of_every_sample_draws() {
    let folder = std::env::var_os("CHARTS_TO").map(PathBuf::from);
    for nation in [false, true] {
        let findings = sample(nation);
        for lang in ["vi", "en"] {
            for width in [360, 960] {
                for kind in Kind::ALL {
                    let options = Options { lang, width, ..Options::default() };
                    let drawn = draw(kind, &findings, &[] as &[Tile], &options);
                    if let (Ok(svg), Some(folder)) = (drawn, &folder) {
                        let name = format!("{kind}-{}-{lang}-{width}", if nation { "vn" } else { "33" });
                        std::fs::write(folder.join(format!("{name}.svg")), svg.as_str()).unwrap();
                        std::fs::write(folder.join(format!("{name}.png")), svg.to_png(2.0).unwrap()).unwrap();
                    }
                }
            }
        }
    }
}

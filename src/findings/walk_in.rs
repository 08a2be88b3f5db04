//! Walk-ins: the figure that stands beside the index of a form that invites (đánh giá tại điểm khảo sát).

use super::{Counted, Findings, Line, Shown};
use crate::form::{Form, Instrument, Text};

/// Key of their tally among the channels.
pub const WALK_IN: &str = "walk_in";

/// Whether a tally of a channel is no part of the index.
pub(super) fn stands_beside(form: &Form, counted: &Counted) -> bool {
    counted.key == WALK_IN && form.instrument != Instrument::Widget
}

/// Whose answers make the index, in words.
pub(super) fn headline_in_words(form: &Form) -> Text {
    match form.instrument {
        Instrument::Widget => Text::new(
            "Mọi lượt đánh giá tự nguyện; không ai được mời",
            "All who chose to answer; nobody is invited",
        ),
        Instrument::Survey | Instrument::Transaction => Text::new(
            "Chỉ tính phiếu của người được mời; đánh giá tại điểm khảo sát được nêu riêng, không nằm trong chỉ số",
            "Invited answers only; ratings given at collection points stand beside the index and are no part of it",
        ),
    }
}

/// What the figure of walk-ins is called wherever it stands.
pub fn walk_in_name() -> Text {
    Text::new(
        "Đánh giá tại điểm khảo sát, không nằm trong chỉ số",
        "Walk-in ratings at collection points, not in the index",
    )
}

impl Findings {
    /// The figure of walk-ins as a line of its own; `None` where nobody walked up.
    pub fn walk_in_line(&self) -> Option<Line> {
        (self.walk_in != Shown::NoData).then(|| Line {
            code: WALK_IN.into(),
            name: walk_in_name(),
            measure: self.walk_in.clone(),
        })
    }

    /// Where only walk-ins answered: why there is no index, and that there is another figure.
    pub fn only_walk_ins(&self) -> Option<Text> {
        let nobody_invited = self.overall == Shown::NoData && self.walk_in != Shown::NoData;
        nobody_invited.then(|| {
            Text::new(
                "Chưa có phiếu của người được mời nên chưa có chỉ số; đánh giá tại điểm khảo sát được nêu riêng.",
                "Nobody who was invited has answered, so there is no index; walk-in ratings are told apart.",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::sample::sample;

    #[test]
    fn a_place_with_walk_ins_only_says_where_to_look() {
        let mut findings = sample(false);
        assert_eq!(findings.only_walk_ins(), None);
        findings.overall = Shown::NoData;
        let said = findings.only_walk_ins().unwrap();
        assert!(said.vi.contains("nêu riêng"), "{}", said.vi);
        findings.walk_in = Shown::NoData;
        assert_eq!(
            (findings.only_walk_ins(), findings.walk_in_line()),
            (None, None)
        );
    }
}

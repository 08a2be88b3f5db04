//! “Did you mean …?”: the known word nearest to a mistyped one.

/// The candidate with the fewest edits, if few enough to be a slip of the hand.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(64).collect();
    let allowed = match word.len() {
        0..=1 => 0, // of one letter, everything is near
        2..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .map(|candidate| (edits(&word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        // Of two equally near, the one that begins alike.
        .min_by_key(|(distance, near)| (*distance, near.chars().next() != word.first().copied()))
        .map(|(_, candidate)| candidate)
}

/// “; did you mean “…”?”, or nothing.
pub(super) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> String {
    nearest(word, candidates).map_or_else(String::new, |near| format!("; did you mean “{near}”?"))
}

/// Insertions, deletions and substitutions that turn one word into the other; case does not count.
fn edits(word: &[char], candidate: &str) -> usize {
    let same = |a: char, b: char| a.to_lowercase().eq(b.to_lowercase());
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (i, c) in candidate.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &w) in word.iter().enumerate() {
            let substituted = diagonal + usize::from(!same(w, c));
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[word.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_finds_the_word_meant() {
        let scales = ["likert5", "level4", "yes_no"];
        assert_eq!(nearest("likert6", scales), Some("likert5"));
        assert_eq!(nearest("LIKERT5", scales), Some("likert5"));
        assert_eq!(nearest("yesno", scales), Some("yes_no"));
        assert_eq!(nearest("stars", scales), None);
        assert_eq!(nearest("I9", ["Q9", "I1"]), Some("I1"));
        assert_eq!(nearest("6", ["1", "5"]), None);
        assert_eq!(did_you_mean("sa1", ["SA1", "SA2"]), "; did you mean “SA1”?");
    }
}

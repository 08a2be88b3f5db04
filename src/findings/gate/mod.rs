//! The disclosure gate: which cells of a release may be shown (công bố), and in how much detail.
//!
//! A *cell* is a group of people: a place × a period × a channel or procedure group. Cells nest: communes
//! in provinces, months in quarters in years, channels in “all”. Whoever sees a whole and all parts but
//! one has seen the last part too. So it is not enough to hide cells of fewer than ten people: what is
//! shown must not let anyone *compute* such a cell. Three steps decide:
//!
//! 1. **Too few.** A cell of 1–9 people is withheld; so is a new edition of a cell that differs from a
//!    published one by 1–9 people (late openings, answers set aside).
//! 2. **Complement.** For every small group that is hidden the gate looks for *another world*: other counts
//!    that agree with everything shown and in which the group differs by at least the threshold. It is
//!    built from exchanges of people between hidden cells (two communes and two months, say) which leave
//!    every shown sum as it is. If no such world exists, the cheapest other cells are withheld too, until
//!    one does. What is computable from the shown cells is the same in all such worlds, so no group of
//!    1–9 people is computable, by any chain of sums and differences.
//! 3. **Detail by size.** What is shown of a cell depends on its n: see [`Tier`].
//!
//! Withholding more never unprotects anything, so one pass over the small groups is a fixed point.
//!
//! ```
//! use sipas::findings::gate::{Gate, Key, Lattice, Tree, Verdict, Why};
//!
//! let mut places = Tree::new("province");
//! let communes: Vec<u32> = ["A", "B", "C"].iter().map(|name| places.grow(0, name)).collect();
//! let mut lattice = Lattice::new(places, Tree::new("2026"), Tree::new("all"), Tree::new("all"));
//! lattice.ask(Key::default(), 95).unwrap();
//! for (&place, n) in communes.iter().zip([4, 31, 60]) {
//!     lattice.ask(Key { place, ..Key::default() }, n).unwrap();
//! }
//! let judged = Gate::default().judge(&lattice).unwrap();
//! let verdict = |at| judged.verdict(Key { place: communes[at], ..Key::default() }).unwrap();
//! assert_eq!(verdict(0), Verdict::Withheld(Why::TooFew));
//! assert_eq!(verdict(1), Verdict::Withheld(Why::Complement)); // or 95 − 31 − 60 would tell commune A
//! assert!(matches!(verdict(2), Verdict::Shown(_)));
//! ```
//!
//! **What the counts must be.** *n* is the number of sheets (or of answers to one row asked of everybody):
//! it must add up. What a parent counts beyond its listed children (answers counted at a coarser cell
//! because their own was too small) is a hidden *remainder*, protected like any other cell. A cell that
//! is not in the lattice is never shown.
//!
//! **The reason is not for the public.** Whether a cell is withheld as too few or as a complement is for
//! staff and the log; every public face says the same words for all of them, or bounds could be drawn
//! from the reason.

mod exchanges;
mod grid;
mod judge;
mod lattice;
mod protect;
mod tier;
mod tree;
mod worlds;

#[cfg(test)]
mod attacker;
#[cfg(test)]
mod attacks;

pub use judge::{Gate, Judgement, Verdict, Why};
pub use lattice::{Key, Lattice, LatticeFault};
pub use tier::{ALIKE, Detail, ShownShare, Tier, capped};
pub use tree::Tree;

//! League tables (bảng xếp hạng): the line officials quote, and the truth beside it.
//!
//! A *league table* ranks units by one value for one period. Its rows may come from our own counts, with n
//! and intervals, or from a published series, with a value, perhaps only a rank, and no n. What is not known
//! stays unknown: a missing unit is no zero, and where units are missing nobody's rank can be computed,
//! only quoted.
//!
//! From our own counts every rank has a *rank set* beside it, a change is an arrow only when Newcombe's
//! interval excludes zero and the false-discovery rate over the whole table is held, and units whose sets
//! overlap stand in one *band*.
//!
//! ```
//! use sipas::findings::league::{Entrant, Earlier, Names, Terms, league};
//!
//! let hung_yen = Entrant {
//!     value: "92.07".parse().ok(),
//!     stated_rank: Some(3),
//!     earlier: Some(Earlier { value: "91.66".parse().ok(), rank: Some(5), interval: None }),
//!     ..Entrant::new("2004:33", Names::same("Hưng Yên"))
//! };
//! let terms = Terms { expected: 63, ..Terms::new("2021".parse().unwrap()) };
//! let table = league(&[hung_yen], &terms);
//! assert_eq!(
//!     table.sentence("2004:33", "vi").unwrap(),
//!     "Năm 2021, Hưng Yên đạt 92,07%, xếp thứ 3/63, tăng 2 bậc và tăng 0,41 điểm so với năm 2020."
//! );
//! assert_eq!(
//!     table.missing_note("vi").unwrap(),
//!     "Chỉ biết điểm của 1 trong 63 đơn vị; các đơn vị còn lại không có số liệu, không phải bằng 0."
//! );
//! ```

mod build;
mod counted;
mod rows;
mod summary;
mod words;

#[cfg(test)]
mod golden;

pub use build::league;
pub use counted::{Member, counted_league};
pub use rows::{Arrow, Band, Conflict, Earlier, Entrant, League, Names, Row, Terms, Threshold};
pub use summary::{Movement, Stated, Summary};

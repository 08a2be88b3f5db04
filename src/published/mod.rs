//! Results that somebody else published (kết quả đã công bố), as dated series: SIPAS, PAR INDEX, an index of communes.
//!
//! A published value is a fact about a publication, not a count of ours: it keeps its source, its status and its
//! blanks, and is never averaged, neither with our counts nor over merged provinces. A [`Series`] says who publishes
//! what for which units, how it is ranked, and where its line breaks; an [`Entry`] is one printed row.
//!
//! ```
//! use sipas::place::Atlas;
//! use sipas::published::{Rated, builtin_entries, entries_of, known, series};
//!
//! let (atlas, sipas) = (Atlas::vietnam(), series("sipas").unwrap());
//! let entries = builtin_entries("sipas", atlas).unwrap();
//! let hung_yen = Rated::Place("2004:33".parse().unwrap());
//! let printed = entries_of(&entries, &hung_yen, 2021).next().unwrap();
//! assert_eq!((printed.value.unwrap().vi(), printed.rank), ("92,07".into(), Some(3)));
//! assert_eq!(known(sipas, &entries, 2021).sentence("vi"), "Đã biết điểm của 11 và thứ hạng của 16 trong 63 đơn vị");
//! ```

mod boundary;
mod builtin;
mod class_table;
mod columns;
mod components;
mod conflict;
mod entry;
mod fault;
mod mdhl;
mod national;
mod office_kinds;
mod office_table;
mod onestop;
mod points;
mod qd766;
mod rank_conflict;
mod read;
mod rule_file;
mod series;
mod series_file;
mod table;
mod unit;

#[cfg(test)]
mod tests;

pub use boundary::{AsToday, Part, for_unit_today};
pub use builtin::{all_series, builtin_entries, series};
pub use class_table::{ClassTable, NamedClass};
pub use columns::{Column, ColumnMap, ColumnMapError};
pub use components::{ComponentColumn, ComponentRow, Components};
pub use conflict::{Conflict, ConflictKind, Weight, conflicts};
pub use entry::{Entry, Rated, Spread, entries_of};
pub use fault::{FaultReason, Notice, NoticeKind, RowFault};
pub use mdhl::{MdhlRule, Rates766};
pub use national::{Known, NationalPoint, known, national};
pub use office_kinds::OfficeKinds;
pub use onestop::{OfficerBand, OneStopRules};
pub use points::PointsRule;
pub use qd766::{Group766, Groups766, Rules766, Score766};
pub use read::{Import, read};
pub use rule_file::RuleFault;
pub use series::{Break, Class, Generation, Series, SeriesFault, Units};

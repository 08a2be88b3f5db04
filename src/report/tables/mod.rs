//! The tables of a report, built once from the findings and shown by paper and workbook alike.

mod lines;
mod places;
mod spread;
mod table;

pub(super) use lines::{criteria, factors, offices, trend};
pub(super) use places::{by_factor, ranking};
pub(super) use spread::{one_by_one, spread};
pub(super) use table::{Absent, Cell, Column, Kind, Row, Standing, Table, absent};

//! Places (địa phương): units with dates, who contains whom, who became whom, and how they are found and sorted.
//!
//! On 1 July 2025, 63 provinces, 696 districts and 10,035 communes became 34 provinces and 3,321 communes. Codes
//! were given anew: code 33 was Hưng Yên and is Hưng Yên with Thái Bình; code 82 was Tiền Giang and is Đồng Tháp.
//! So a place is known by its [`UnitId`], which always carries the scheme of its code, and there are two rules:
//!
//! - an answer keeps the unit it was given for, as it was then;
//! - the only bridge between two schemes is the succession ([`Atlas::fate`], [`Atlas::rebase`], [`Atlas::continuity`]).
//!
//! ```
//! use sipas::place::{Atlas, Fate, UnitId};
//!
//! let atlas = Atlas::vietnam();
//! let thai_binh: UnitId = "2004:34".parse().unwrap();
//! let Fate::Whole(successor) = atlas.fate(&thai_binh) else { panic!() };
//! assert_eq!(successor.id.to_string(), "2025:33");
//! assert_eq!(successor.title(successor.valid_from, "vi"), "Tỉnh Hưng Yên");
//! assert_eq!(atlas.find("33").unwrap().id, successor.id); // a bare code is one of today
//! ```
//!
//! A join by code is no mistake that can be made by hand: a code without its scheme can be printed, not compared.
//!
//! ```compile_fail,E0369
//! use sipas::place::UnitId;
//!
//! let (old, new): (UnitId, UnitId) = ("2004:82".parse().unwrap(), "2025:82".parse().unwrap());
//! assert!(old.code() == new.code()); // Tiền Giang is not Đồng Tháp
//! ```
//!
//! Nor can a code be given another scheme:
//!
//! ```compile_fail,E0451
//! use sipas::place::UnitId;
//!
//! let old: UnitId = "2004:82".parse().unwrap();
//! let new: UnitId = "2025:01".parse().unwrap();
//! let forged = UnitId { scheme: new.scheme(), ..old };
//! ```
//!
//! The tables are data: [`Atlas::from_tables`] reads another country's, or these with an office's additions.

mod atlas;
mod attributes;
mod collation;
mod continuity;
mod fault;
mod fold;
mod id;
mod kind;
mod lineage;
mod load;
mod pairs;
mod peers;
mod reading;
mod rebase;
mod region;
mod resolve;
mod search;
mod succession;
mod tables;
mod tile;
mod unit;

#[cfg(test)]
mod tests;

pub use atlas::Atlas;
pub use collation::{compare, sort_key};
pub use continuity::Continuity;
pub use fault::{FaultReason, TableFault};
pub use fold::fold;
pub use id::{Scheme, UnitId, UnitIdError};
pub use kind::{Kind, Level};
pub use peers::{OfficeKind, PeerGroup, PeerGroupError, UnknownOfficeKind};
pub use rebase::{Rebased, View, ViewError};
pub use region::{Agency, AgencyStatus, Region};
pub use resolve::NotFound;
pub use succession::{Fate, Group, People, Succession};
pub use tables::{Table, Tables};
pub use tile::Tile;
pub use unit::{State, Unit};

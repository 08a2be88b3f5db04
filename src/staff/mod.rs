//! Staff (cán bộ): which role may do what, and in which places.
//!
//! ```
//! use sipas::place::Atlas;
//! use sipas::staff::{Mandate, Permission, Role};
//!
//! let officer = Mandate { role: Role::Analyst, jurisdiction: "2025:33".parse().unwrap() };
//! assert!(officer.may(Permission::Export) && !officer.may(Permission::Publish));
//!
//! let places = Atlas::vietnam();
//! let (own, beside) = (places.find("33").unwrap(), places.find("01").unwrap());
//! assert!(officer.may_see(places, &own.id) && !officer.may_see(places, &beside.id));
//! ```

mod claims;
mod jurisdiction;
mod mandate;
mod role;

pub use claims::{ClaimRules, ClaimRulesFault, NoMandate, claim};
pub use jurisdiction::{Jurisdiction, UnknownJurisdiction};
pub use mandate::Mandate;
pub use role::{Permission, Role, UnknownRole};

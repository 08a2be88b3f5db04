//! What one member of staff may do, and where.

use super::jurisdiction::Jurisdiction;
use super::role::{Permission, Role};
use crate::place::{Atlas, UnitId};

/// A role in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// What for.
    pub role: Role,
    /// Where.
    pub jurisdiction: Jurisdiction,
}

impl Mandate {
    /// Whether the role allows it, in own places.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    /// Whether a place is the own one or lies below it.
    pub fn may_see(&self, atlas: &Atlas, place: &UnitId) -> bool {
        self.jurisdiction.covers(atlas, place)
    }

    /// Whether an office, which stands in `place`, is the own one or lies in the own place.
    pub fn may_see_office(&self, atlas: &Atlas, office: &str, place: &UnitId) -> bool {
        self.jurisdiction.covers_office(atlas, office, place)
    }
}

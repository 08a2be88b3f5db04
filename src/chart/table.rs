//! x
/// x
pub struct Table; 
/// x
pub fn table() {}

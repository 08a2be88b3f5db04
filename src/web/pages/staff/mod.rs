//! Pages of the staff room.

pub mod desk;
<<<<<<< HEAD
pub mod kiosks;
=======
pub mod downloads;
pub mod home;
>>>>>>> main
pub mod sign_in;
pub mod sign_on;

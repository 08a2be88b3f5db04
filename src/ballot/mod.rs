//! Invitation links, sealed sheets, and how a ballot box is opened (lời mời, hòm phiếu, kiểm phiếu).
//!
//! Pure protocol: keys, randomness and today's date come in as values; nothing here knows SQL, files or
//! the clock. The path of one sheet:
//!
//! 1. [`InvitationKey::token`] turns a finished transaction into a one-time [`Token`]; its text is the link,
//!    its [`TokenHash`] is all that is kept. People without a telephone draw a [`SlipCode`] on paper instead.
//! 2. [`Sealer::seal`] pads a [`FilledSheet`] and seals it to the box key of the month.
//!    A kiosk without a network seals by itself: a [`KioskEnvelope`].
//! 3. [`plan_opening`] decides which waiting sheets may be opened together: never fewer than *k*.
//! 4. [`mask`] takes out of comments what points to a person, and [`compose`] turns one opened batch into [`Block`]s, in which no order is left, and raises the
//!    [`TallyBook`]: every place and period of the lattice that contains the batch.

mod block;
mod cell;
mod compose;
mod contact;
mod kiosk;
mod lattice;
mod mask;
mod opening;
mod seal;
mod sheet;
mod slip;
mod token;

pub use block::{Block, BlockFault};
pub use cell::{Cell, CellId, Channel, FormRef, NATION, PlacePath, UnknownChannel};
pub use compose::{Composed, OTHER_GROUP, Target, blank_personal, compose};
pub use contact::{ContactFault, ContactRequest, MAX_ABOUT, MAX_REACH};
pub use kiosk::{KioskEnvelope, KioskSheet, NoEnvelope};
pub use lattice::{
    Counted, Headline, Margin, PlaceKey, RowKey, TallyBook, UnknownMargin, person_key,
};
pub use mask::mask;
pub use opening::{Batch, OpeningRules, Plan, SheetRef, WaitingCell, plan_opening};
pub use seal::{BoxPublic, BoxSecret, Opener, SealFault, Sealer};
pub use sheet::{FilledSheet, MAX_COMMENT_BYTES, MAX_GROUP_BYTES, SheetFault};
pub use slip::{NotACode, SLIP_CHANNEL, SlipCode};
pub use token::{InvitationKey, SubmissionHash, Token, TokenFault, TokenHash};

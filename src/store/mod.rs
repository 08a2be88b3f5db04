//! Everything that knows SQL: one [`Store`] over the embedded SQLite and over PostgreSQL.
//!
//! | question | file |
//! |---|---|
//! | where is the database, how is it opened, what went wrong | `url`, `database`, `access`, `error` |
//! | which tables are there | `schema`, `migrate`, and `migrations/` |
//! | who may answer: forms, offices, collection points, invitations, slips | `registry`, `invitations`, `slips` |
//! | what a link or a poster's address stands for | [`Lookup`]: one thread, many questions a read |
//! | how an answer is accepted | [`Writer`]: one thread, many sheets a commit, a reply only after it |
//! | how the box is opened | `opening`: sealed sheets → [`Block`](crate::ballot::Block)s and tallies, one transaction |
//! | what was counted | `tallies`, `judge`, `comments` |
//! | who wants to be contacted, apart from all that | `contacts` |
//! | counted sheets from elsewhere | `import` |
//! | how many were invited and answered | `responses` |
//! | files that take long to make | `downloads` |
//! | what was frozen | `releases`: added to, never changed |
//! | drafts on their way to a release | `publications` |
//! | what others published | `published` |
//! | is it all still true | `verify` |
//! | keys, which are never in the database | [`Keyring`] |
//! | staff, their sign-ins, API keys, settings | `accounts`, `sessions`, `staff`, `settings` |
//! | what staff did | `audit`: a chain of hashes that only grows |
//! | the kiosks of collection points | `kiosks` |
//!
//! Calls block; the web room makes one hop for each. Three promises are kept here and tested on both databases:
//!
//! 1. **Acknowledged means stored, once.** [`Writer::submit`] answers after the commit is on disk; the same
//!    invitation or submission id again gets the same answer and counts once.
//! 2. **Anonymous by schema.** No citizen's table has a time, an address or a serial number; on SQLite none has a rowid;
//!    sheets lie sealed until at least *k* are opened together, sorted by their own bytes.
//! 3. **Tallies move only with their sheets**, in the same transaction, together with the verdict of the
//!    disclosure gate; [`Store::verify`] recounts everything and says each difference in a sentence.

#[macro_use]
mod database;

mod access;
mod accounts;
mod audit;
mod blocks;
mod comments;
mod contacts;
mod downloads;
mod error;
mod import;
mod invitations;
mod judge;
mod keyring;
mod kiosks;
mod lookup;
mod migrate;
mod opening;
mod publications;
mod published;
mod registry;
mod releases;
mod responses;
mod retire;
mod schema;
mod sessions;
mod settings;
mod slips;
mod staff;
mod tallies;
mod url;
mod verify;
mod writer;

#[cfg(test)]
mod tests;

pub use access::Store;
pub use accounts::Account;
pub use audit::{Action, AuditFault, AuditHead, AuditQuery, Entry, NewEntry};
pub use comments::{CommentGroup, SealedComment};
pub use contacts::{SealedContact, week_of};
pub use database::Database;
pub use downloads::{Download, DownloadState, Wanted as WantedDownload};
pub use error::StoreError;
pub use import::{Import, ImportError, ImportReport, ImportSheet};
pub use invitations::{InvitationState, Invited, NewInvitation};
pub use judge::{Edition, Judge, LatticeCell, Verdict};
pub use keyring::{KeyError, KeyFile, KeyKind, Keyring};
pub use kiosks::Kiosk;
pub use lookup::{Invitee, Lookup, Unanswered};
pub use opening::{LayoutOf, Opening, OpeningReport, ReadFields, Unfit, Unopened};
pub use publications::{Decision, Publication, PublicationState};
pub use published::PublishedFile;
pub use registry::{CollectionPoint, FormChanged, Office};
pub use releases::{Before, Candidate, NewRelease, Releasing, StoredRelease};
pub use responses::Responded;
pub use sessions::{NewSession, Session};
pub use slips::PrintedSlips;
pub use staff::ApiKey;
pub use tallies::{Scope, TallyQuery, TallyRow};
pub use url::{DatabaseUrl, UrlFault};
pub use verify::{Difference, Verification};
pub use writer::{Arrival, Busy, Outcome, Pass, SealedArrival, Slip, Writer, WriterOptions};

//! `sipas` measures how satisfied people are with public offices in Vietnam, and tells the truth about it.
//!
//! A **form** (mẫu phiếu) is handed to someone who finished a transaction, the filled-in sheet is dropped
//! sealed into a **ballot box** (hòm phiếu), the box is **opened and counted** (kiểm phiếu), the counts
//! become an **index** (chỉ số), the index is **published** (công bố). Each module is one word of that
//! sentence. A module uses modules on a lower floor only; `tests/suite/house_rules.rs` reads the imports.
//!
//! | floor | rooms |
//! |---|---|
//! | 8 | `main`: runs a command, prints an error as a sentence |
//! | 7 | [`cli`]: one file a command |
//! | 6 | [`web`]: routes on one page; citizens, public, desk, api; the only async room |
//! | 5 | [`house`]: settings, forms, places and the database joined for a command or a request |
//! | 4 | [`report`]: findings → PDF, XLSX, CSV |
//! | 3 | [`store`]: everything that knows SQL · [`chart`]: findings → SVG → PNG |
//! | 2 | [`findings`]: what the counts say; the disclosure gate · [`ballot`]: links, sealing, opening · [`published`]: what others published · [`release`]: signed releases |
//! | 1 | [`form`]: TOML → form; the answer sheet that fits its form · [`staff`]: who may do what, and where |
//! | 0 | [`index`] pure arithmetic · [`place`] dated units · [`period`] · [`config`] · [`clock`] |

pub mod ballot;
pub mod chart;
pub mod cli;
pub mod clock;
pub mod config;
pub mod findings;
pub mod form;
pub mod house;
pub mod index;
pub mod period;
pub mod place;
pub mod published;
pub mod release;
pub mod report;
pub mod staff;
pub mod store;
pub mod web;

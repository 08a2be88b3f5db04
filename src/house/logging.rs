//! The log of staff: writing a line, proving that none was changed or cut off.

use chrono::Utc;
use serde_json::Value;

use super::{House, HouseError};
use crate::release::{Checkpoint, CheckpointFault, Hash};
use crate::store::{Action, AuditFault, AuditHead, NewEntry};

/// Who stands in the log for a command.
pub const COMMAND_LINE: &str = "command line";

/// Why the log proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// A line does not hold.
    #[error("{0}: somebody changed the database past this program")]
    Broken(#[from] AuditFault),
    /// The checkpoint is not one of ours.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointFault),
    /// The checkpoint is of another log.
    #[error("the checkpoint is of “{0}”, this log is “{1}”")]
    Origin(String, String),
    /// Fewer lines than were witnessed, or another line in that place.
    #[error(
        "the log had {witnessed} lines ending in {hash} when the checkpoint was made; it now has {now} lines and {} that hash: its end was cut off or replaced",
        if *.now >= *.witnessed { "another line with" } else { "none with" }
    )]
    CutOff {
        /// Lines of the checkpoint.
        witnessed: u64,
        /// Hash of the checkpoint.
        hash: Hash,
        /// Lines now.
        now: u64,
    },
}

impl House {
    /// A line of the log at the present moment, to be written together with what it tells of.
    pub fn entry<'a>(
        &self,
        actor: &'a str,
        action: Action,
        object: &'a str,
        detail: Value,
    ) -> NewEntry<'a> {
        NewEntry {
            at: self.clock.now().with_timezone(&Utc),
            actor,
            action,
            object,
            detail,
        }
    }

    /// Writes a line of its own: of a read, an export, a refusal. Texts and whole numbers go into `detail`; nothing of a
    /// citizen does.
    pub fn log(
        &self,
        actor: &str,
        action: Action,
        object: &str,
        detail: Value,
    ) -> Result<(), HouseError> {
        let entry = self.entry(actor, action, object, detail);
        Ok(self.store.record_action(&entry)?)
    }

    /// Checks every line of the log; with a checkpoint that lay elsewhere also that its end was not cut off.
    pub fn verify_audit(&self, against: Option<&str>) -> Result<AuditHead, HouseError> {
        let head = self.store.verify_audit()?.map_err(LogFault::from)?;
        let Some(note) = against else {
            return Ok(head);
        };
        let keys = self.known_public_keys()?;
        let witnessed = Checkpoint::read(note, &keys).map_err(LogFault::from)?;
        let origin = self.log_origin();
        if witnessed.origin != origin {
            return Err(LogFault::Origin(witnessed.origin, origin).into());
        }
        let there = match witnessed.size {
            0 => Some([0; 32]),
            size => self.store.audit_hash(size)?,
        };
        if there != Some(*witnessed.root.as_bytes()) {
            let fault = LogFault::CutOff {
                witnessed: witnessed.size,
                hash: witnessed.root,
                now: head.size,
            };
            return Err(fault.into());
        }
        Ok(head)
    }

    /// How long the log is and how it ends, signed; to be given to somebody outside.
    pub fn audit_checkpoint(&self) -> Result<String, HouseError> {
        let head = self.verify_audit(None)?;
        let checkpoint = Checkpoint {
            origin: self.log_origin(),
            size: head.size,
            root: Hash::from(head.hash),
        };
        Ok(checkpoint.sign(&self.keys.release_key()?))
    }

    /// What the log is called in checkpoints: the host of this service.
    fn log_origin(&self) -> String {
        let url = self.settings.public_url();
        let host = url.split_once("://").map_or(&*url, |(_, host)| host);
        format!("{host}/sipas/audit")
    }
}

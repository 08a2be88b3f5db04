//! The chain: every release names the one before it, so that none can be taken out, changed or slipped in.

use std::collections::HashMap;

use super::document::SignedManifest;
use super::hash::Hash;
use super::id::ReleaseId;
use super::key::PublicKey;
use super::manifest::Scope;
use super::verify::{VerifyFault, follows, verify};

/// The end of a chain that holds. Compare its hash with one from elsewhere (a printed report, a witness): a chain
/// alone cannot tell that its newest links were cut off.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainHead {
    /// How many releases.
    pub releases: u64,
    /// The newest one; `None` for an empty chain.
    pub newest: Option<SignedManifest>,
}

/// The first link that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the chain breaks at release no. {number}{}: {fault}", .id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default())]
pub struct BrokenLink {
    /// Its place, from 1.
    pub number: u64,
    /// Its id, when the document can be read.
    pub id: Option<ReleaseId>,
    /// What is wrong.
    pub fault: LinkFault,
}

/// What is wrong with a link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// The document itself, or its link to the one before.
    #[error(transparent)]
    Document(#[from] VerifyFault),
    /// The chain does not start with its first release.
    #[error(
        "the chain must begin with number 1; this is number {0}, so earlier releases are missing"
    )]
    Beginning(u64),
    /// The same scope released twice without saying so.
    #[error(
        "{0} was released before: a second release of the same must be a correction with a reason"
    )]
    Twice(ReleaseId),
    /// A correction of something that is not the newest version.
    #[error(
        "corrects {replaces}, which is not the newest version of the same form, period and place"
    )]
    Corrects {
        /// The hash it names.
        replaces: Hash,
    },
}

/// Walks the documents from the oldest to the newest and stops at the first broken link.
pub fn verify_chain<D: AsRef<[u8]>>(
    documents: impl IntoIterator<Item = D>,
    keys: &[PublicKey],
) -> Result<ChainHead, BrokenLink> {
    let mut newest: Option<SignedManifest> = None;
    let mut versions: HashMap<Scope, SignedManifest> = HashMap::new();
    let mut number = 0;
    for document in documents {
        number += 1;
        let broken = |id, fault| BrokenLink { number, id, fault };
        let release =
            verify(document.as_ref(), keys, None).map_err(|fault| broken(None, fault.into()))?;
        let signed = release.signed().clone();
        let id = || Some(signed.id());
        match &newest {
            Some(before) => {
                follows(&signed, before).map_err(|fault| broken(id(), fault.into()))?;
            }
            None if signed.manifest().number != 1 => {
                let fault = LinkFault::Beginning(signed.manifest().number);
                return Err(broken(id(), fault));
            }
            None => {}
        }
        let scope = &signed.manifest().scope;
        edition(&signed, versions.get(scope)).map_err(|fault| broken(id(), fault))?;
        versions.insert(scope.clone(), signed.clone());
        newest = Some(signed);
    }
    Ok(ChainHead {
        releases: number,
        newest,
    })
}

/// Whether a version follows the newest one of its scope.
fn edition(signed: &SignedManifest, newest: Option<&SignedManifest>) -> Result<(), LinkFault> {
    let manifest = signed.manifest();
    match (manifest.replaces, newest) {
        (None, None) => Ok(()),
        (None, Some(newest)) => Err(LinkFault::Twice(newest.id())),
        (Some(replaces), newest) => newest
            .filter(|newest| newest.hash() == replaces)
            .filter(|newest| newest.manifest().version.checked_add(1) == Some(manifest.version))
            .map(|_| ())
            .ok_or(LinkFault::Corrects { replaces }),
    }
}

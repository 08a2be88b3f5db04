//! The chain: every release names the one before it, so that none can be taken out, changed or slipped in.

use std::collections::HashMap;

use super::document::SignedManifest;
use super::hash::Hash;
use super::id::ReleaseId;
use super::key::KeyMark;
use super::manifest::Scope;
use super::succession::{KeySuccession, SuccessionFault};
use super::verify::{VerifyFault, follows, verify};

/// The end of a chain that holds. Compare its hash with one from elsewhere (a printed report, a witness): a chain
/// alone cannot tell that its newest links were cut off.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChainHead {
    /// How many releases.
    pub releases: u64,
    /// The newest one; `None` for an empty chain.
    pub newest: Option<SignedManifest>,
    /// The hashes of all releases, the oldest first.
    pub hashes: Vec<Hash>,
}

impl ChainHead {
    /// How many releases were added since somebody witnessed this head; refused when the chain no longer holds it, i.e.
    /// when its newest links were cut off or replaced.
    pub fn since(&self, witnessed: Hash) -> Result<u64, CutOff> {
        let at = self.hashes.iter().position(|hash| *hash == witnessed);
        at.map(|at| (self.hashes.len() - 1 - at) as u64)
            .ok_or(CutOff {
                witnessed,
                releases: self.releases,
            })
    }
}

/// A head that was witnessed is no longer in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the chain of {releases} releases does not hold {witnessed}, which was its newest release when it was witnessed: releases were cut off or replaced"
)]
pub struct CutOff {
    /// The hash that was witnessed.
    pub witnessed: Hash,
    /// How many releases there are now.
    pub releases: u64,
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
    /// The keys themselves.
    #[error(transparent)]
    Keys(#[from] SuccessionFault),
    /// The document itself, or its link to the one before.
    #[error(transparent)]
    Document(#[from] VerifyFault),
    /// The chain does not start with its first release.
    #[error(
        "the chain must begin with number 1; this is number {0}, so earlier releases are missing"
    )]
    Beginning(u64),
    /// Signed by a key whose time it was not.
    #[error(
        "signed with the key {named}, but at that time {expected} was the key of this publisher"
    )]
    Signer {
        /// The key that the manifest names.
        named: KeyMark,
        /// The one that signed releases then.
        expected: KeyMark,
    },
    /// Another release than the one that the next signing key was introduced after.
    #[error("is not the release after which the next signing key was introduced")]
    Introduced,
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
    keys: &KeySuccession,
) -> Result<ChainHead, BrokenLink> {
    let all = keys.keys().map_err(|fault| BrokenLink {
        number: 0,
        id: None,
        fault: fault.into(),
    })?;
    let mut hashes = Vec::new();
    let mut newest: Option<SignedManifest> = None;
    let mut versions: HashMap<Scope, SignedManifest> = HashMap::new();
    let mut number = 0;
    for document in documents {
        number += 1;
        let broken = |id, fault| BrokenLink { number, id, fault };
        let release =
            verify(document.as_ref(), &all, None).map_err(|fault| broken(None, fault.into()))?;
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
        let (named, expected) = (signed.manifest().key, keys.signer(number).mark());
        if named != expected {
            return Err(broken(id(), LinkFault::Signer { named, expected }));
        }
        if !keys.agrees(number, signed.hash()) {
            return Err(broken(id(), LinkFault::Introduced));
        }
        hashes.push(signed.hash());
        let scope = &signed.manifest().scope;
        edition(&signed, versions.get(scope)).map_err(|fault| broken(id(), fault))?;
        versions.insert(scope.clone(), signed.clone());
        newest = Some(signed);
    }
    Ok(ChainHead {
        releases: number,
        newest,
        hashes,
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

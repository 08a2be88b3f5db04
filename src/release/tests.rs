//! Releases held against forgers: every byte, every link, every file.

use serde_json::{Value, json};

use super::*;
use crate::form::Text;

const PDF: &[u8] =
    b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n30\n%%EOF";

fn key() -> ReleaseKey {
    ReleaseKey::from_bytes(&[7; 32])
}

fn keys() -> [PublicKey; 1] {
    [key().public()]
}

fn draft(period: &str, value: f64) -> Draft {
    let period: crate::period::Period = period.parse().unwrap();
    Draft {
        scope: Scope {
            subject: Subject::Form {
                id: "onestop-short".into(),
                version: 1,
                hash: Hash::of("the form"),
            },
            period,
            place: "2025:33".parse().unwrap(),
        },
        method: json!({ "aggregation": "mean_of_criteria", "decimals": 2, "threshold": 10 }),
        figures: json!({ "overall": { "value": value, "n": 1204 }, "place": "Tỉnh Hưng Yên" }),
        code: "sipas 0.1.0".into(),
        released_on: closes_on(period, 10),
    }
}

fn reason() -> Text {
    Text::new(
        "Thiếu phiếu của một xã",
        "The sheets of one commune were missing",
    )
}

/// Three quarters, then a correction of the second.
fn chain() -> Vec<Release> {
    let mut chain: Vec<Release> = Vec::new();
    for (period, value) in [("2026-Q1", 82.1), ("2026-Q2", 82.66), ("2026-Q3", 83.94)] {
        let last = chain.last().map(Release::signed);
        let next = freeze(draft(period, value), Edition::First, last, &key()).unwrap();
        chain.push(next);
    }
    let correction = Edition::Correction {
        of: chain[1].signed(),
        reason: &reason(),
    };
    let last = freeze(
        draft("2026-Q2", 82.7),
        correction,
        Some(chain[2].signed()),
        &key(),
    )
    .unwrap();
    chain.push(last);
    chain
}

fn walk(chain: &[Release]) -> Result<ChainHead, BrokenLink> {
    verify_chain(chain.iter().map(Release::to_json), &key().public().into())
}

#[test]
fn a_release_reads_back_and_the_same_draft_gives_the_same_bytes() {
    let [first, again] =
        [(); 2].map(|()| freeze(draft("2026-Q3", 83.94), Edition::First, None, &key()).unwrap());
    assert_eq!(first.to_json(), again.to_json());
    assert_eq!(
        verify(first.to_json().as_bytes(), &keys(), None).unwrap(),
        first
    );
    assert_eq!(first.hash(), Hash::of(first.manifest().to_json().unwrap()));
    assert_eq!(first.id().digits(), first.hash().short());
}

#[test]
fn no_byte_of_a_release_can_be_changed() {
    let release = freeze(draft("2026-Q3", 83.94), Edition::First, None, &key()).unwrap();
    let mut bytes = release.to_json().as_bytes().to_vec();
    for at in 0..bytes.len() {
        let bit = 1 << (at % 8);
        bytes[at] ^= bit;
        assert!(verify(&bytes, &keys(), None).is_err(), "byte {at}");
        bytes[at] ^= bit;
    }
    verify(&bytes, &keys(), None).unwrap();
}

#[test]
fn white_space_and_members_that_stand_twice_are_refused() {
    let release = freeze(draft("2026-Q3", 83.94), Edition::First, None, &key()).unwrap();
    let document = release.to_json();
    for rewritten in [
        format!("{document}\n"),
        document.replacen('{', "{\"figures\":1,", 1),
    ] {
        assert!(verify(rewritten.as_bytes(), &keys(), None).is_err());
    }
    let twice = document.replacen("{\"figures\":{", "{\"figures\":{\"place\":\"x\",", 1);
    assert_eq!(
        verify(twice.as_bytes(), &keys(), None),
        Err(VerifyFault::Rewritten)
    );
}

#[test]
fn another_key_is_not_ours() {
    let stranger = ReleaseKey::from_bytes(&[8; 32]);
    let forged = freeze(draft("2026-Q3", 99.99), Edition::First, None, &stranger).unwrap();
    let fault = verify(forged.to_json().as_bytes(), &keys(), None).unwrap_err();
    assert_eq!(fault, VerifyFault::UnknownKey(stranger.public().mark()));
    let both = [key().public(), stranger.public()];
    assert!(
        verify(forged.to_json().as_bytes(), &both, None).is_ok(),
        "keys may follow one another"
    );
}

#[test]
fn a_whole_chain_holds_and_keeps_what_it_corrects() {
    let chain = chain();
    let head = walk(&chain).unwrap();
    assert_eq!(
        (head.releases, head.newest.unwrap().hash()),
        (4, chain[3].hash())
    );
    assert_eq!(
        (chain[3].manifest().version, chain[3].manifest().replaces),
        (2, Some(chain[1].hash()))
    );
    assert_eq!(chain[3].manifest().reason, Some(reason()));
    assert!(
        chain[1].to_json().contains("82.66"),
        "the old version stays as it was"
    );
    verify(
        chain[2].to_json().as_bytes(),
        &keys(),
        Some(chain[1].signed()),
    )
    .unwrap();
}

#[test]
fn the_first_broken_link_is_named() {
    let whole = chain();
    let mut cut = whole.clone();
    cut.remove(1);
    let broken = walk(&cut).unwrap_err();
    assert_eq!((broken.number, broken.id.clone()), (2, Some(whole[2].id())));
    assert!(
        broken
            .to_string()
            .starts_with("the chain breaks at release no. 2 (2026-Q3.v1-"),
        "{broken}"
    );

    let headless = walk(&whole[1..]).unwrap_err();
    assert_eq!(headless.fault, LinkFault::Beginning(2));

    let mut swapped = whole.clone();
    swapped.swap(1, 2);
    assert_eq!(walk(&swapped).unwrap_err().number, 2);

    let mut documents: Vec<String> = whole
        .iter()
        .map(|release| release.to_json().to_owned())
        .collect();
    documents[2] = documents[2].replace("83.94", "84.94");
    let broken = verify_chain(&documents, &key().public().into()).unwrap_err();
    assert_eq!(
        (broken.number, broken.fault),
        (3, LinkFault::Document(VerifyFault::Figures))
    );
}

#[test]
fn a_second_release_must_say_that_it_is_a_correction() {
    let mut chain = chain();
    let last = chain[3].signed();
    let silent = freeze(draft("2026-Q3", 85.0), Edition::First, Some(last), &key()).unwrap();
    let stale = Edition::Correction {
        of: chain[1].signed(),
        reason: &reason(),
    };
    let stale = freeze(draft("2026-Q2", 85.0), stale, Some(last), &key()).unwrap();
    for (next, expected) in [
        (silent, LinkFault::Twice(chain[2].id())),
        (
            stale,
            LinkFault::Corrects {
                replaces: chain[1].hash(),
            },
        ),
    ] {
        chain.push(next);
        let broken = walk(&chain).unwrap_err();
        assert_eq!((broken.number, broken.fault), (5, expected));
        chain.pop();
    }
}

#[test]
fn what_should_not_be_frozen_is_refused_with_a_reason() {
    let first = freeze(draft("2026-Q3", 83.94), Edition::First, None, &key()).unwrap();
    let (of, why, blank) = (first.signed(), reason(), Text::new(" ", ""));
    let refused = |draft, edition| freeze(draft, edition, Some(of), &key()).unwrap_err();
    let other = refused(
        draft("2026-Q4", 1.0),
        Edition::Correction { of, reason: &why },
    );
    assert_eq!(other, FreezeFault::OtherScope(first.id()));
    let silent = Edition::Correction { of, reason: &blank };
    assert_eq!(
        refused(draft("2026-Q3", 1.0), silent),
        FreezeFault::NoReason
    );
    assert!(matches!(
        refused(draft("2026-Q4", 1.0 / 3.0), Edition::First),
        FreezeFault::Number(_)
    ));
    let early = Draft {
        released_on: "2026-12-31".parse().unwrap(),
        ..draft("2026-Q4", 1.0)
    };
    assert!(
        refused(early, Edition::First)
            .to_string()
            .contains("2026-12-31")
    );
}

#[test]
fn no_byte_of_a_sealed_pdf_can_be_changed() {
    let release = freeze(draft("2026-Q3", 83.94), Edition::First, None, &key()).unwrap();
    let mut file = seal_pdf(PDF, release.signed(), &key()).unwrap();
    assert!(file.starts_with(PDF) && file.ends_with(b"startxref\n30\n%%EOF\n"));
    let verified = verify_pdf(&file, &keys()).unwrap();
    assert_eq!(
        (verified.release_id, verified.seal.release),
        (release.id(), release.signed().clone())
    );
    for at in 0..file.len() {
        let bit = 1 << (at % 8);
        file[at] ^= bit;
        assert!(verify_pdf(&file, &keys()).is_err(), "byte {at}");
        file[at] ^= bit;
    }
    for length in [0, PDF.len(), file.len() - 1] {
        assert!(verify_pdf(&file[..length], &keys()).is_err());
    }
    let more = [&file[..], b"1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"].concat();
    assert_eq!(
        verify_pdf(&more, &keys()),
        Err(SealFault::Changed),
        "a page added at the end"
    );
}

#[test]
fn no_byte_of_sealed_results_can_be_changed() {
    let release = freeze(draft("2026-Q3", 83.94), Edition::First, None, &key()).unwrap();
    let results = json!({ "place": { "name": "Tỉnh Hưng Yên" }, "lines": [{ "value": 83.94 }] });
    let text = seal_json(results, release.signed(), &key()).unwrap();
    let read: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["lines"][0]["value"], 83.94);
    assert_eq!(
        verify_json(text.as_bytes(), &keys()).unwrap().release_id,
        release.id()
    );
    let mut file = text.into_bytes();
    for at in 0..file.len() {
        let bit = 1 << (at % 8);
        file[at] ^= bit;
        assert!(verify_json(&file, &keys()).is_err(), "byte {at}");
        file[at] ^= bit;
    }
}

#[test]
fn a_seal_does_not_fit_another_file() {
    let release = freeze(draft("2026-Q3", 83.94), Edition::First, None, &key()).unwrap();
    let seal = |value: f64| seal_json(json!({ "value": value }), release.signed(), &key()).unwrap();
    let mut honest: Value = serde_json::from_str(&seal(83.94)).unwrap();
    honest["value"] = json!(93.94);
    let file = canonical(&honest).unwrap();
    assert_eq!(
        verify_json(file.as_bytes(), &keys()),
        Err(SealFault::Changed)
    );

    // The forger also corrects the hash of the file: then the signature no longer fits.
    honest["release_seal"]["file"] = json!(Hash::of(r#"{"value":93.94}"#).to_string());
    let file = canonical(&honest).unwrap();
    let fault = verify_json(file.as_bytes(), &keys()).unwrap_err();
    assert_eq!(
        fault,
        SealFault::Release(VerifyFault::Signature(key().public().mark()))
    );
}

#[test]
fn files_without_a_seal_say_so() {
    assert_eq!(verify_pdf(PDF, &keys()), Err(SealFault::NoSeal));
    assert_eq!(verify_json(b"{}", &keys()), Err(SealFault::NoSeal));
    assert_eq!(verify_json(b"[1]", &keys()), Err(SealFault::NoSeal));
    assert!(matches!(
        verify_json(b"{", &keys()),
        Err(SealFault::Unreadable { .. })
    ));
    let release = freeze(draft("2026-Q3", 83.94), Edition::First, None, &key()).unwrap();
    let sealed = seal_pdf(PDF, release.signed(), &key()).unwrap();
    assert_eq!(
        seal_pdf(&sealed, release.signed(), &key()),
        Err(SealFault::Sealed)
    );
    assert!(seal_pdf(b"a text", release.signed(), &key()).is_err());
}

#[test]
fn the_printed_seal_leads_to_the_release() {
    let release = freeze(draft("2026-Q3", 83.94), Edition::First, None, &key()).unwrap();
    let seal = Seal::of(release.signed(), "https://hailong.example.vn/");
    let expected = format!(
        "https://hailong.example.vn/releases/{}#{}",
        release.id(),
        release.hash()
    );
    assert_eq!(seal.url, expected);
    assert!(seal.url.len() < 150, "a QR code of a readable size");
}

#[test]
fn a_witnessed_head_tells_when_the_newest_releases_were_cut_off() {
    let chain = chain();
    let witnessed = chain[2].hash();
    assert_eq!(walk(&chain).unwrap().since(witnessed), Ok(1));
    assert_eq!(walk(&chain[..3]).unwrap().since(witnessed), Ok(0));
    let cut = walk(&chain[..2]).unwrap();
    let fault = cut.since(witnessed).unwrap_err();
    assert!(fault.to_string().contains("cut off"), "{fault}");
}

#[test]
fn a_chain_over_a_change_of_keys_holds_and_the_old_key_signs_no_more() {
    let mut chain = chain();
    let next = ReleaseKey::from_bytes(&[8; 32]);
    let mut keys = KeySuccession::from(key().public());
    let day = "2027-01-02".parse().unwrap();
    keys.introduce(&key(), &next, &walk(&chain).unwrap(), day)
        .unwrap();
    let draft = || draft("2026-Q4", 84.2);
    let last = Some(chain[3].signed());
    let [new, old] = [&next, &key()].map(|key| freeze(draft(), Edition::First, last, key).unwrap());
    let walk = |chain: &[Release]| verify_chain(chain.iter().map(Release::to_json), &keys);
    chain.push(new);
    assert_eq!(walk(&chain).unwrap().releases, 5);
    chain[4] = old;
    let broken = walk(&chain).unwrap_err();
    assert!(matches!(broken.fault, LinkFault::Signer { .. }), "{broken}");
    chain.truncate(4);
    let other = freeze(self::draft("2026-Q2", 9.9), Edition::First, None, &key()).unwrap();
    let replaced = verify_chain([other.to_json()], &{
        let mut keys = KeySuccession::from(key().public());
        let head = ChainHead {
            releases: 1,
            newest: Some(chain[0].signed().clone()),
            hashes: Vec::new(),
        };
        keys.introduce(&key(), &next, &head, day).unwrap();
        keys
    });
    assert_eq!(replaced.unwrap_err().fault, LinkFault::Introduced);
}

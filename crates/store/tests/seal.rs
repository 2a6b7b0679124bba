use crate::sample;
use std::collections::HashSet;
use store::{Error, Keys, MasterKey, Suite};

const PLAIN: &[u8] = "440000199001010000 张测试".as_bytes();

fn suites() -> [Keys; 2] {
    [sample::keys_of(Suite::Intl, &[1]), sample::keys_of(Suite::Gm, &[1])]
}

#[test]
fn what_was_sealed_opens_at_its_place_and_nowhere_else() {
    for keys in suites() {
        let sealed = keys.seal("filing.draft:7", PLAIN);
        assert_eq!(keys.open("filing.draft:7", &sealed).unwrap(), PLAIN);
        for place in ["filing.draft:8", "filing.dossier:7", "", "filing.draft:70"] {
            assert!(matches!(keys.open(place, &sealed), Err(Error::Sealed(_))), "{place}");
        }
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    for keys in suites() {
        let sealed = keys.seal("t.c:1", PLAIN);
        for place in 0..sealed.len() {
            for bit in [0x01, 0x80] {
                let mut changed = sealed.clone();
                changed[place] ^= bit;
                assert!(keys.open("t.c:1", &changed).is_err(), "byte {place}");
            }
            assert!(keys.open("t.c:1", &sealed[..place]).is_err(), "cut at {place}");
        }
    }
}

#[test]
fn nothing_of_the_plain_text_shows_and_no_two_seals_are_alike() {
    for keys in suites() {
        let mut seen = HashSet::new();
        for _ in 0..1000 {
            let sealed = keys.seal("t.c:1", PLAIN);
            assert!(!sealed.windows(6).any(|part| PLAIN.windows(6).any(|plain| plain == part)));
            // Wrapped data key, its nonce and the text's: never twice.
            assert!(seen.insert(sealed[12..].to_vec()));
        }
    }
    let [intl, gm] = suites();
    assert_eq!(intl.seal("", PLAIN).len(), PLAIN.len() + 100);
    assert_eq!(gm.seal("", PLAIN).len(), PLAIN.len() + 84);
    assert_eq!(intl.open("", &intl.seal("", b"")).unwrap(), b"");
}

#[test]
fn both_suites_and_several_keys_live_side_by_side() {
    let old = sample::keys_of(Suite::Intl, &[1]).seal("t.c:1", PLAIN);
    let new = sample::keys_of(Suite::Gm, &[2]).seal("t.c:1", PLAIN);
    let both = sample::keys_of(Suite::Gm, &[2, 1]);
    assert_eq!(both.open("t.c:1", &old).unwrap(), PLAIN);
    assert_eq!(both.open("t.c:1", &new).unwrap(), PLAIN);
    assert_eq!(both.seal("t.c:1", PLAIN)[..12], new[..12], "the first key and the suite seal");
    assert_ne!(old[3], new[3], "the suite is written in it");
}

#[test]
fn a_key_that_is_not_here_is_named() {
    let sealed = sample::keys_of(Suite::Intl, &[1]).seal("t.c:1", PLAIN);
    let error = sample::keys_of(Suite::Intl, &[2]).open("t.c:1", &sealed).unwrap_err();
    assert!(error.to_string().contains(&sample::master(1).id()), "{error}");
}

#[test]
fn equal_values_have_equal_hashes_within_a_domain_only() {
    for keys in suites() {
        assert_eq!(keys.index("mobile", "13800000000"), keys.index("mobile", "13800000000"));
        assert_ne!(keys.index("mobile", "13800000000"), keys.index("phone", "13800000000"));
        assert_ne!(keys.index("mobile", "13800000000"), keys.index("mobile", "13800000001"));
        assert_eq!(
            keys.document_index(" 4401 0119900101000x"),
            keys.document_index("44010119900101000X")
        );
    }
    let [intl, gm] = suites();
    assert_ne!(intl.index("mobile", "1"), gm.index("mobile", "1"));
    assert_ne!(intl.index("mobile", "1"), sample::keys_of(Suite::Intl, &[2]).index("mobile", "1"));
    assert_eq!(intl.indexes("mobile", "1").current(), intl.index("mobile", "1"));
}

#[test]
fn keys_come_from_hex_and_files_and_nothing_else() {
    let key = MasterKey::generate();
    assert_ne!(key.id(), MasterKey::generate().id());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, format!("{}\n", *key.to_hex())).unwrap();
    assert_eq!(MasterKey::from_file(&path).unwrap().id(), key.id());
    for bad in ["", "12", &"zz".repeat(32), &"ab".repeat(33), &"00".repeat(32)] {
        assert!(matches!(MasterKey::from_hex(bad), Err(Error::Key(_))), "{bad}");
    }
    let missing = MasterKey::from_file(folder.path().join("none")).unwrap_err();
    assert!(missing.to_string().contains("none"), "{missing}");
    assert!(Keys::new(Suite::Intl, Vec::new()).is_err());
    assert!(Keys::new(Suite::Intl, vec![sample::master(1), sample::master(1)]).is_err());
}

#[test]
fn no_print_shows_a_key() {
    let key = sample::master(1);
    let secret = key.to_hex().to_string();
    let keys = Keys::new(Suite::Gm, vec![key.clone()]).unwrap();
    for printed in [format!("{key:?}"), format!("{keys:#?}"), key.id()] {
        assert!(!printed.contains(&secret[..8]), "{printed}");
    }
    let wrong = MasterKey::from_hex(&secret[1..]).unwrap_err();
    assert!(!format!("{wrong} {wrong:?}").contains(&secret[1..9]));
}

//! What V3.0 wraps around a file: zip, MD5, AES-CBC, base64 (handbook §10.2.1, §10.2.2).
//!
//! MD5 is the interface's choice, against accidents only. It is used in this file and nowhere else.

use crate::{config::Encryption, error::ReadError, gbk};
use aes::{Aes128, Aes192, Aes256};
use base64::{Engine, engine::general_purpose::STANDARD};
use cbc::{
    Decryptor, Encryptor,
    cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7},
};
use md5::{Digest, Md5};
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The entry's name, without its end, that NetEase's client is known to use (handbook §10.2.2).
pub(crate) const ENTRY: &str = "beianinfo";
/// Bytes of one inflated file.
pub const INFLATED_CAP: usize = 64 * 1024 * 1024;
/// A file may inflate to this many times its size; V3.0's repetitive XML reaches some forty.
const RATIO: usize = 100;
/// Below this size no ratio does harm.
const HARMLESS: usize = 1024 * 1024;
/// Signature of one entry in a zip's directory. Counted before the directory is read into memory.
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
/// More than one is refused anyway; a few may turn up by accident inside of compressed data.
const DIRECTORY_ENTRIES: usize = 16;

/// `pwdHash`: base64 of the MD5 of password and random text in GBK. `None` when GBK lacks a
/// character of the password.
pub(crate) fn password_hash(password: &str, random: &str) -> Option<String> {
    let mut bytes = gbk::encode(password)?;
    bytes.extend(gbk::encode(random)?);
    Some(STANDARD.encode(Md5::digest(&bytes)))
}

/// `ICPmm`: the filing password as 32 hexadecimal digits of its MD5.
pub(crate) fn filing_password_hash(password: &str) -> Option<String> {
    let digest = Md5::digest(gbk::encode(password)?);
    Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// `beianInfoHash`.
pub(crate) fn hash(zip: &[u8]) -> String {
    STANDARD.encode(Md5::digest(zip))
}

/// A zip of one entry, the same bytes for the same XML: times are fixed.
pub(crate) fn pack(name: &str, xml: &[u8]) -> Vec<u8> {
    // What is large in it are pictures in base64: the quick level packs them as tightly as the
    // default one, in a third of the time.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let name = format!("{name}.xml");
    let name = if plain(name.as_bytes()) { name } else { format!("{ENTRY}.xml") };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, options).expect("the entry's name is a plain one");
    zip.write_all(xml).expect("writing to memory does not fail");
    zip.finish().expect("writing to memory does not fail").into_inner()
}

/// Where a zip comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Our own, from our own storage.
    Ours,
    Bureau,
}

/// The one entry of a zip.
pub(crate) fn unpack(zip: &[u8], origin: Origin) -> Result<Vec<u8>, ReadError> {
    let signatures = zip.windows(4).filter(|bytes| *bytes == DIRECTORY_ENTRY);
    if signatures.take(DIRECTORY_ENTRIES + 1).count() > DIRECTORY_ENTRIES {
        return Err(ReadError::Entries);
    }
    let mut archive = ZipArchive::new(Cursor::new(zip)).map_err(|_| ReadError::Zip)?;
    if archive.len() != 1 {
        return Err(ReadError::Entries);
    }
    let mut entry = archive.by_index(0).map_err(|_| ReadError::Zip)?;
    if !plain(entry.name_raw()) || !entry.is_file() {
        return Err(ReadError::EntryName);
    }
    let cap = match origin {
        Origin::Ours => INFLATED_CAP,
        Origin::Bureau => INFLATED_CAP.min((zip.len() * RATIO).max(HARMLESS)),
    };
    let mut xml = Vec::new();
    // The size the zip declares is its own claim: what counts is what comes out.
    entry.by_ref().take(cap as u64 + 1).read_to_end(&mut xml).map_err(|_| ReadError::Zip)?;
    if xml.len() > cap {
        return Err(ReadError::Bomb);
    }
    Ok(xml)
}

/// A file name of the interface: up to 128 letters, digits, `.`, `-` and `_`, none of it a path.
pub(crate) fn plain(name: &[u8]) -> bool {
    let allowed = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    (1..=128).contains(&name.len())
        && name.iter().all(allowed)
        && name[0] != b'.'
        && !name.windows(2).any(|pair| pair == b"..")
}

/// `beianInfo` of a zip.
pub(crate) fn wrap(zip: &[u8], encryption: Option<&Encryption>) -> String {
    match encryption {
        Some(encryption) => STANDARD.encode(encrypt(zip, encryption)),
        None => STANDARD.encode(zip),
    }
}

/// The bytes of a `beianInfo` before decryption; line breaks are allowed.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    if text.bytes().any(|b| b.is_ascii_whitespace()) {
        let text: String = text.split_ascii_whitespace().collect();
        STANDARD.decode(text).ok()
    } else {
        STANDARD.decode(text).ok()
    }
}

fn encrypt(bytes: &[u8], with: &Encryption) -> Vec<u8> {
    const CHECKED: &str = "Encryption::new checked the lengths";
    let (key, iv) = (with.key(), with.iv());
    match key.len() {
        16 => Encryptor::<Aes128>::new_from_slices(key, iv)
            .expect(CHECKED)
            .encrypt_padded_vec::<Pkcs7>(bytes),
        24 => Encryptor::<Aes192>::new_from_slices(key, iv)
            .expect(CHECKED)
            .encrypt_padded_vec::<Pkcs7>(bytes),
        _ => Encryptor::<Aes256>::new_from_slices(key, iv)
            .expect(CHECKED)
            .encrypt_padded_vec::<Pkcs7>(bytes),
    }
}

/// `None` when the key is another one, or the bytes are damaged.
pub(crate) fn decrypt(bytes: &[u8], with: &Encryption) -> Option<Vec<u8>> {
    let (key, iv) = (with.key(), with.iv());
    match key.len() {
        16 => Decryptor::<Aes128>::new_from_slices(key, iv)
            .ok()?
            .decrypt_padded_vec::<Pkcs7>(bytes)
            .ok(),
        24 => Decryptor::<Aes192>::new_from_slices(key, iv)
            .ok()?
            .decrypt_padded_vec::<Pkcs7>(bytes)
            .ok(),
        _ => Decryptor::<Aes256>::new_from_slices(key, iv)
            .ok()?
            .decrypt_padded_vec::<Pkcs7>(bytes)
            .ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_hash_is_the_one_of_the_published_examples() {
        let known = |password, random| password_hash(password, random).unwrap();
        assert_eq!(known("1234567890", "abcdefghijabcdefghij"), "PFtVE+uqichktyDlhDNdtw==");
        assert_eq!(known("secret-for-tests", "abcdefghijABCDEFGHIJ"), "QUclrGNKqvPvKc4AQcqNMw==");
    }

    #[test]
    fn a_filing_password_is_hashed_as_32_digits() {
        assert_eq!(filing_password_hash("123456").unwrap(), "e10adc3949ba59abbe56e057f20f883e");
    }

    #[test]
    fn every_key_length_opens_what_it_closed_and_no_other_key_does() {
        for length in [16, 24, 32] {
            let key = |letter: &str| {
                let secret = |text: String| crate::Secret::new(text);
                Encryption::new(secret(letter.repeat(length)), secret("0102030405060708".into()))
            };
            let (right, wrong) = (key("k").unwrap(), key("w").unwrap());
            let closed = encrypt(b"what was said", &right);
            assert_eq!(closed.len() % 16, 0);
            assert_eq!(decrypt(&closed, &right).as_deref(), Some(b"what was said".as_slice()));
            assert_ne!(decrypt(&closed, &wrong).as_deref(), Some(b"what was said".as_slice()));
            assert_eq!(decrypt(&closed[1..], &right), None);
        }
    }

    #[test]
    fn the_same_text_is_the_same_zip() {
        assert_eq!(pack(ENTRY, b"<a/>"), pack(ENTRY, b"<a/>"));
        assert_eq!(unpack(&pack(ENTRY, b"<a/>"), Origin::Bureau).unwrap(), b"<a/>");
    }

    #[test]
    fn names_that_are_paths_are_no_names() {
        for name in
            ["", ".", "..", "../a", "a/b", "a\\b", "/a", "C:a", ".a", "a..b", "中.xml", "a b"]
        {
            assert!(!plain(name.as_bytes()), "{name}");
        }
        assert!(plain(b"beianinfo.xml") && plain(b"DL_2026-11_0001.zip"));
        assert!(!plain(&[b'a'; 129]));
    }
}

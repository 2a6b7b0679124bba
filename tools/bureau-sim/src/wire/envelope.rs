//! From XML to what travels and back: zip, MD5 of the zip, AES-CBC, base64 (handbook §10.2).

use std::io::{Cursor, Read, Write};

use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

/// The largest file a provider may send: 50 MB, zipped or not.
pub const LARGEST_FILE: usize = 50 * 1024 * 1024;
/// A file that unpacks to more than this many times its size is a bomb (trust report F28).
const HIGHEST_RATIO: u64 = 100;

/// The key a provider and the bureau agreed on.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub struct AesKey {
    key: Vec<u8>,
    iv: [u8; 16],
}

impl std::fmt::Debug for AesKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AesKey({} bit)", self.key.len() * 8)
    }
}

impl AesKey {
    /// A key from the two strings the bureau hands out: the key of 16, 24 or 32 characters, the offset
    /// of 16 (sample of the interface: `0102030405060708`).
    ///
    /// # Errors
    /// When a length is wrong.
    pub fn from_text(key: &str, iv: &str) -> Result<Self, String> {
        if !matches!(key.len(), 16 | 24 | 32) {
            return Err(format!("an AES key has 16, 24 or 32 bytes, not {}", key.len()));
        }
        let iv = iv
            .as_bytes()
            .try_into()
            .map_err(|_| format!("the offset has 16 bytes, not {}", iv.len()))?;
        Ok(Self { key: key.as_bytes().to_vec(), iv })
    }

    /// A key that differs from this one in every bit.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { key: self.key.iter().map(|b| !b).collect(), iv: self.iv }
    }

    /// Encrypt with AES-CBC and PKCS#5 padding.
    #[must_use]
    pub fn encrypt(&self, plain: &[u8]) -> Vec<u8> {
        match self.key.len() {
            16 => encrypt::<aes::Aes128>(&self.key, &self.iv, plain),
            24 => encrypt::<aes::Aes192>(&self.key, &self.iv, plain),
            _ => encrypt::<aes::Aes256>(&self.key, &self.iv, plain),
        }
    }

    /// Decrypt; `None` when the padding is wrong, as it is with another key.
    #[must_use]
    pub fn decrypt(&self, secret: &[u8]) -> Option<Vec<u8>> {
        match self.key.len() {
            16 => decrypt::<aes::Aes128>(&self.key, &self.iv, secret),
            24 => decrypt::<aes::Aes192>(&self.key, &self.iv, secret),
            _ => decrypt::<aes::Aes256>(&self.key, &self.iv, secret),
        }
    }
}

fn encrypt<C>(key: &[u8], iv: &[u8], plain: &[u8]) -> Vec<u8>
where
    C: aes::cipher::BlockCipherEncrypt + aes::cipher::KeyInit,
{
    cbc::Encryptor::<C>::new_from_slices(key, iv)
        .expect("AesKey holds a key and an offset of the right lengths")
        .encrypt_padded_vec::<Pkcs7>(plain)
}

fn decrypt<C>(key: &[u8], iv: &[u8], secret: &[u8]) -> Option<Vec<u8>>
where
    C: aes::cipher::BlockCipherDecrypt + aes::cipher::KeyInit,
{
    cbc::Decryptor::<C>::new_from_slices(key, iv).ok()?.decrypt_padded_vec::<Pkcs7>(secret).ok()
}

/// MD5, in base64: the only hash of the interface. For nothing else.
#[must_use]
pub fn md5_base64(bytes: &[u8]) -> String {
    STANDARD.encode(Md5::digest(bytes))
}

/// `base64(MD5(GBK(password ‖ randVal)))`: how a provider proves its password.
#[must_use]
pub fn password_hash(password: &str, rand_val: &str) -> String {
    md5_base64(&encoding_rs::GBK.encode(&format!("{password}{rand_val}")).0)
}

/// Base64 as text.
#[must_use]
pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Bytes from base64; white space between lines is passed over.
#[must_use]
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    // Few senders break lines: their bytes need not be copied first.
    if let Ok(bytes) = STANDARD.decode(text) {
        return Some(bytes);
    }
    let dense: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    STANDARD.decode(dense).ok()
}

/// A zip with one file in it.
///
/// # Errors
/// When the zip library refuses; it has no reason to for files of ours.
pub fn zip_one(name: &str, content: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default())?;
    writer.write_all(content)?;
    Ok(writer.finish()?.into_inner())
}

/// Unpack the only file of a zip: its name and content.
///
/// # Errors
/// A return code of the interface: 8 not a zip or a bomb, 17 not exactly one file, 18 too large.
pub fn unzip_one(bytes: &[u8]) -> Result<(String, Vec<u8>), u16> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| 8_u16)?;
    if archive.len() != 1 {
        return Err(17);
    }
    let file = archive.by_index(0).map_err(|_| 8_u16)?;
    let name = file.name().map_err(|_| 8_u16)?.into_owned();
    if !file.is_file() || file.enclosed_name().is_none() {
        return Err(8);
    }
    // The size in the header is only a claim: read no more than allowed and look what really came.
    let mut content = Vec::new();
    let most = LARGEST_FILE as u64 + 1;
    file.take(most).read_to_end(&mut content).map_err(|_| 8_u16)?;
    if content.len() as u64 == most {
        let bomb = most / (bytes.len() as u64).max(1) > HIGHEST_RATIO;
        return Err(if bomb { 8 } else { 18 });
    }
    Ok((name, content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_hash_is_the_one_of_the_handbook() {
        let hash = password_hash("secret-for-tests", "abcdefghijABCDEFGHIJ");
        assert_eq!(hash, "QUclrGNKqvPvKc4AQcqNMw==");
    }

    #[test]
    fn a_zip_comes_back_as_it_went() {
        let zip = zip_one("beianinfo.xml", b"<a/>").unwrap();
        assert_eq!(unzip_one(&zip), Ok(("beianinfo.xml".to_owned(), b"<a/>".to_vec())));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let zip = zip_one("beianinfo.xml", &vec![b' '; LARGEST_FILE + 1]).unwrap();
        assert_eq!(unzip_one(&zip), Err(8));
    }

    #[test]
    fn two_files_or_none_are_refused() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("a.xml", zip::write::SimpleFileOptions::default()).unwrap();
        writer.start_file("b.xml", zip::write::SimpleFileOptions::default()).unwrap();
        assert_eq!(unzip_one(&writer.finish().unwrap().into_inner()), Err(17));
        let empty = zip::ZipWriter::new(Cursor::new(Vec::new())).finish().unwrap().into_inner();
        assert_eq!(unzip_one(&empty), Err(17));
    }

    #[test]
    fn another_key_does_not_open_what_was_encrypted() {
        for length in [16, 24, 32] {
            let key = AesKey::from_text(&"k".repeat(length), "0102030405060708").unwrap();
            let secret = key.encrypt(b"the zip");
            assert_eq!(key.decrypt(&secret).as_deref(), Some(b"the zip".as_slice()));
            assert_ne!(key.another().decrypt(&secret).as_deref(), Some(b"the zip".as_slice()));
        }
        assert!(AesKey::from_text("short", "0102030405060708").is_err());
    }
}

//! How a file is packed, and how modes spoil it: bombs, names that lead elsewhere, XML that bites.

use std::io::{Cursor, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

use super::{Bureau, Parcel};
use crate::modes::{Mode, Modes};
use crate::wire::envelope;
use crate::wire::writing::gbk;

const MB: usize = 1024 * 1024;

impl Bureau {
    /// The zip of a file, and the mode that spoilt it.
    pub(super) fn pack(&mut self, parcel: &Parcel) -> ZipResult<(Vec<u8>, Option<Mode>)> {
        let name = format!("{}.xml", parcel.name);
        let (document, mode) = spoilt_document(&mut self.modes, &parcel.document);
        if mode.is_some() {
            return Ok((envelope::zip_one(&name, &document)?, mode));
        }
        let modes = &mut self.modes;
        let mut size = |mode, most| {
            let value = modes.strikes(mode)?;
            Some(value.and_then(|v| usize::try_from(v).ok()).unwrap_or(most))
        };
        if let Some(megabytes) = size(Mode::BombZipRatio, 20) {
            let zip = padded(&name, &document, megabytes, |_| [b' '; 64])?;
            return Ok((zip, Some(Mode::BombZipRatio)));
        }
        if let Some(megabytes) = size(Mode::BombZipBig, 70) {
            // Eight digits that differ from line to line: packs to about a tenth.
            let zip = padded(&name, &document, megabytes, numbered)?;
            return Ok((zip, Some(Mode::BombZipBig)));
        }
        if let Some(entries) = size(Mode::ManyEntries, 60_000) {
            let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
            writer.start_file(name, SimpleFileOptions::default())?;
            writer.write_all(&document)?;
            for n in 1..entries {
                writer.start_file(format!("{n}.xml"), SimpleFileOptions::default())?;
            }
            return Ok((writer.finish()?.into_inner(), Some(Mode::ManyEntries)));
        }
        if size(Mode::PathTraversal, 0).is_some() {
            let elsewhere = "../../../../tmp/bureau-sim-was-here.xml";
            return Ok((envelope::zip_one(elsewhere, &document)?, Some(Mode::PathTraversal)));
        }
        let zip = envelope::zip_one(&name, &document)?;
        if size(Mode::NestedZip, 0).is_some() {
            let outer = envelope::zip_one(&format!("{}.zip", parcel.name), &zip)?;
            return Ok((outer, Some(Mode::NestedZip)));
        }
        Ok((zip, None))
    }
}

/// The bytes of a document, and the mode that spoilt them.
fn spoilt_document(modes: &mut Modes, document: &str) -> (Vec<u8>, Option<Mode>) {
    let after_declaration = |more: &str| document.replacen("?>", &format!("?>{more}"), 1);
    let inside = |document: String, more: &str| {
        document.replacen("<DownloadData>", &format!("<DownloadData>{more}"), 1)
    };
    if modes.strikes(Mode::Xxe).is_some() {
        let entity = "<!DOCTYPE DownloadData [<!ENTITY leak SYSTEM \"file:///etc/passwd\">]>";
        return (gbk(&inside(after_declaration(entity), "&leak;")), Some(Mode::Xxe));
    }
    if modes.strikes(Mode::BillionLaughs).is_some() {
        let mut entities = String::from("<!DOCTYPE DownloadData [<!ENTITY ha0 \"ha\">");
        for level in 1..10 {
            let ten = format!("&ha{};", level - 1).repeat(10);
            entities.push_str(&format!("<!ENTITY ha{level} \"{ten}\">"));
        }
        entities.push_str("]>");
        return (gbk(&inside(after_declaration(&entities), "&ha9;")), Some(Mode::BillionLaughs));
    }
    if let Some(value) = modes.strikes(Mode::DeepNesting) {
        let depth = value.and_then(|v| usize::try_from(v).ok()).unwrap_or(200_000);
        let nest = format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        return (gbk(&inside(document.to_owned(), &nest)), Some(Mode::DeepNesting));
    }
    if modes.strikes(Mode::GbkUtf8Mix).is_some() {
        return (mixed(document), Some(Mode::GbkUtf8Mix));
    }
    (gbk(document), None)
}

/// GBK, but every second run of Chinese in UTF-8; and one in a comment, if there is none at all.
fn mixed(document: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut runs = 0;
    for run in document.split_inclusive(|c: char| c.is_ascii()) {
        if run.is_ascii() {
            out.extend_from_slice(run.as_bytes());
            continue;
        }
        runs += 1;
        if runs % 2 == 1 {
            out.extend_from_slice(run.as_bytes());
        } else {
            out.extend_from_slice(&gbk(run));
        }
    }
    if runs == 0 {
        out.extend_from_slice("<!-- 编码 -->".as_bytes());
    }
    out
}

/// A zip with one entry: the document, then so many megabytes in lines of 64 bytes.
fn padded(
    name: &str,
    document: &[u8],
    megabytes: usize,
    line: impl Fn(usize) -> [u8; 64],
) -> ZipResult<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let large = megabytes >= 4096;
    writer.start_file(name, SimpleFileOptions::default().large_file(large))?;
    writer.write_all(document)?;
    let mut block = Vec::with_capacity(MB);
    for n in 0..megabytes {
        // Sixteen blocks that differ are enough variety, and one is made at a time.
        if n < 16 {
            block.clear();
            (0..MB / 64).for_each(|i| block.extend_from_slice(&line(n * (MB / 64) + i)));
        }
        writer.write_all(&block)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// A line that differs from its neighbours.
fn numbered(n: usize) -> [u8; 64] {
    let mut line = [b' '; 64];
    let mixed = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for (i, sign) in line.iter_mut().take(8).enumerate() {
        *sign = b'0' + u8::try_from((mixed >> (8 * i)) % 10).unwrap_or(0);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_document_is_neither_gbk_nor_utf_8_throughout() {
        let bytes = mixed("<?xml version=\"1.0\" encoding=\"GBK\"?><a>中文</a><b>审核</b>");
        assert!(String::from_utf8(bytes.clone()).is_err());
        assert_ne!(bytes, gbk("<?xml version=\"1.0\" encoding=\"GBK\"?><a>中文</a><b>审核</b>"));
        assert!(mixed("<a/>").windows(3).any(|w| w == "编".as_bytes()));
    }

    #[test]
    fn the_two_bombs_are_different_bombs() {
        let ratio = |zip: &[u8], megabytes: usize| megabytes * MB / zip.len();
        let dense = padded("a.xml", b"<a/>", 4, |_| [b' '; 64]).unwrap();
        assert!(ratio(&dense, 4) > 500, "{}", ratio(&dense, 4));
        let big = padded("a.xml", b"<a/>", 4, numbered).unwrap();
        assert!((2..90).contains(&ratio(&big, 4)), "{}", ratio(&big, 4));
    }
}

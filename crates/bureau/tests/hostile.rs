//! Files no honest bureau sends: an error each, no panic, and no more memory than the caps allow.

use crate::{
    downloads::{RECORD, gbk, zip},
    fixture::bureau,
};
use bureau::ReadError;
use proptest::prelude::*;
use std::io::Write;

pub fn base64(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(bytes)
}

/// Checksum of `<DownloadData/>`; what never gets that far needs none of its own.
const CRC: u32 = 0x1870_6ed3;

/// A zip written by hand: entries of any name and mode, sizes that may lie.
fn raw_zip(entries: &[(&[u8], &[u8], u32)], method: u16, claimed: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, data, mode) in entries {
        let offset = out.len() as u32;
        let mut common = Vec::new();
        common.extend(20u16.to_le_bytes());
        common.extend(0u16.to_le_bytes());
        common.extend(method.to_le_bytes());
        common.extend([0, 0, 0x21, 0]);
        common.extend(CRC.to_le_bytes());
        common.extend((data.len() as u32).to_le_bytes());
        common.extend(claimed.to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(*name);
        out.extend(*data);
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 3]);
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend((mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(*name);
    }
    let (start, size) = (out.len() as u32, directory.len() as u32);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((entries.len() as u16).to_le_bytes());
    out.extend((entries.len() as u16).to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend(0u16.to_le_bytes());
    out
}

const FILE: u32 = 0o100644;
const LINK: u32 = 0o120777;

/// `times` mebibytes of blanks, as deflate: one piece, repeated.
fn bomb(times: usize) -> Vec<u8> {
    let mut piece = Vec::new();
    let mut encoder = flate2::Compress::new(flate2::Compression::best(), false);
    let blanks = vec![b' '; 1 << 20];
    let mut buffer = vec![0; 1 << 16];
    let mut taken = 0;
    loop {
        let (before_in, before_out) = (encoder.total_in(), encoder.total_out());
        encoder.compress(&blanks[taken..], &mut buffer, flate2::FlushCompress::Full).unwrap();
        taken += (encoder.total_in() - before_in) as usize;
        let written = (encoder.total_out() - before_out) as usize;
        piece.extend(&buffer[..written]);
        if taken == blanks.len() && written < buffer.len() {
            break;
        }
    }
    let mut all = piece.repeat(times);
    all.extend([0x03, 0x00]);
    all
}

fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

#[test]
fn a_megabyte_that_inflates_to_a_gibibyte_is_stopped() {
    let data = bomb(1024);
    assert!(data.len() < 3 << 20, "{}", data.len());
    // Honest about its size, and lying about it.
    for (claimed, error) in [(1 << 30, ReadError::Bomb), (100, ReadError::Zip)] {
        let file = raw_zip(&[(b"a.xml", &data, FILE)], 8, claimed);
        assert_eq!(bureau().read(&file), Err(error), "{claimed}");
    }
    assert!(peak_megabytes() < 800, "{} MB", peak_megabytes());
}

#[test]
fn a_small_file_may_inflate_a_hundredfold_and_no_more() {
    // 8 MiB of blanks in some 8 KiB: within the cap of bytes, beyond the ratio.
    let data = bomb(8);
    let error = bureau().read(&raw_zip(&[(b"a.xml", &data, FILE)], 8, 8 << 20)).unwrap_err();
    assert_eq!(error, ReadError::Bomb);
}

#[test]
fn a_zip_written_by_hand_is_readable_so_that_the_others_fail_for_what_they_are() {
    let content = b"<DownloadData/>";
    let mut squeezed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    squeezed.write_all(content).unwrap();
    let squeezed = squeezed.finish().unwrap();
    let size = content.len() as u32;
    assert_eq!(bureau().read(&raw_zip(&[(b"a.xml", &squeezed, FILE)], 8, size)), Ok(vec![]));
    assert_eq!(bureau().read(&raw_zip(&[(b"a.xml", content, FILE)], 0, size)), Ok(vec![]));
}

#[test]
fn a_zip_has_one_entry() {
    let names: Vec<String> = (0..60_000).map(|index| format!("{index}.xml")).collect();
    let many: Vec<(&[u8], &[u8], u32)> =
        names.iter().map(|name| (name.as_bytes(), b"<a/>".as_slice(), FILE)).collect();
    assert_eq!(bureau().read(&raw_zip(&many, 0, 4)), Err(ReadError::Entries));
    let two = raw_zip(&[(b"a", b"<a/>", FILE), (b"b", b"<a/>", FILE)], 0, 4);
    assert_eq!(bureau().read(&two), Err(ReadError::Entries));
    assert_eq!(bureau().read(&raw_zip(&[], 0, 0)), Err(ReadError::Entries));
}

#[test]
fn an_entry_has_a_plain_name_and_is_a_file() {
    for name in ["../a.xml", "/etc/passwd", "a/b.xml", "a\\b.xml", "..", "C:a.xml", "dir/"] {
        let zip = raw_zip(&[(name.as_bytes(), b"<a/>", FILE)], 0, 4);
        assert_eq!(bureau().read(&zip), Err(ReadError::EntryName), "{name}");
    }
    let link = raw_zip(&[(b"a.xml", b"/etc/passwd", LINK)], 0, 11);
    assert_eq!(bureau().read(&link), Err(ReadError::EntryName));
}

#[test]
fn a_zip_within_a_zip_is_no_file() {
    let nested = zip(&zip(b"<DownloadData/>"));
    assert!(bureau().read(&nested).is_err());
}

#[test]
fn a_document_type_is_refused_whatever_it_says() {
    let laughs: String = (1..10)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    for doctype in [
        "<!DOCTYPE DownloadData>".to_owned(),
        "<!DOCTYPE DownloadData SYSTEM \"file:///etc/passwd\">".to_owned(),
        "<!DOCTYPE D [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>".to_owned(),
        format!("<!DOCTYPE D [<!ENTITY l0 \"ha\">{laughs}]>"),
    ] {
        let text = format!("<?xml version=\"1.0\"?>{doctype}<DownloadData>&l9;</DownloadData>");
        assert_eq!(bureau().read(&zip(text.as_bytes())), Err(ReadError::DocumentType));
    }
    let entity = b"<DownloadData>&l9;</DownloadData>";
    assert!(matches!(bureau().read(&zip(entity)), Err(ReadError::Xml(_))));
}

#[test]
fn depth_attributes_and_elements_are_capped() {
    let deep = "<a>".repeat(200_000) + &"</a>".repeat(200_000);
    assert_eq!(bureau().read(&stored(deep.as_bytes())), Err(ReadError::TooDeep));
    let wide = format!("<a {}/>", "b='' ".repeat(1_000_000));
    assert_eq!(bureau().read(&stored(wide.as_bytes())), Err(ReadError::TooManyAttributes));
    let many = format!("<a>{}</a>", "<b/>".repeat(1_000_000));
    assert_eq!(bureau().read(&stored(many.as_bytes())), Err(ReadError::TooManyElements));
}

/// Uncompressed, so that the ratio has no say.
fn stored(content: &[u8]) -> Vec<u8> {
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.xml", options).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn what_is_no_download_says_so() {
    for (content, error) in [
        (b"".as_slice(), ReadError::Xml("no element")),
        (b"<html><body></body></html>", ReadError::Not("download")),
        (b"<UploadData/>", ReadError::Not("download")),
        (b"<DownloadData/><DownloadData/>", ReadError::Xml("more than one root")),
        (b"<DownloadData/>text", ReadError::Xml("text outside the root")),
        (b"\xff\xfe<\0a\0/\0>\0", ReadError::Encoding),
        (b"<DownloadData>\x81</DownloadData>", ReadError::Encoding),
    ] {
        assert_eq!(bureau().read(&zip(content)), Err(error));
    }
    for bytes in [b"".as_slice(), b"PK", b"<DownloadData/>", b"PK\x05\x06"] {
        assert_eq!(bureau().read(bytes), Err(ReadError::Zip));
    }
}

#[test]
fn a_file_cut_off_anywhere_is_an_error() {
    let text = gbk(&format!("<DownloadData><ICP><BASJ>{RECORD}</BASJ></ICP></DownloadData>"));
    assert!(bureau().read(&zip(&text)).is_ok());
    for length in 0..text.len() {
        assert!(bureau().read(&zip(&text[..length])).is_err(), "{length}");
    }
    let whole = zip(&text);
    for length in 0..whole.len() {
        assert!(bureau().read(&whole[..length]).is_err(), "{length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn damaged_bytes_never_panic(
        hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        inside in any::<bool>(),
    ) {
        let text = gbk(&format!("<DownloadData><ICP><BASJ>{RECORD}</BASJ></ICP></DownloadData>"));
        let damage = |bytes: &mut Vec<u8>| {
            for (at, byte) in &hits {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
        };
        let file = if inside {
            let mut text = text;
            damage(&mut text);
            zip(&text)
        } else {
            let mut file = zip(&text);
            damage(&mut file);
            file
        };
        let _ = bureau().read(&file);
    }

    #[test]
    fn any_bytes_at_all_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = bureau().read(&bytes);
        let _ = bureau().read(&zip(&bytes));
    }
}

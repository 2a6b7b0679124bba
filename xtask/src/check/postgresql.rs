//! The store's tests run on SQLite and on PostgreSQL; this provides the second.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail, ensure};

use super::{program, report::Outcome};
use crate::children;

/// Where Debian keeps each version's programs.
const DEBIAN: &str = "/usr/lib/postgresql";

const MISSING: &str = "PostgreSQL is not installed (Debian: apt-get install postgresql)";

/// Finds PostgreSQL's programs. In CI they are installed when missing; on a desk the tests that
/// want them are skipped, and this says so.
///
/// # Errors
/// In CI: not there and not to be installed.
pub fn provide() -> Result<Outcome> {
    if let Some(program) = find(Path::new(DEBIAN), std::env::var_os("PATH").as_deref()) {
        println!("postgresql: {}", program.display());
        return Ok(Outcome::Passed);
    }
    if std::env::var_os("CI").is_none_or(|value| value != "true") {
        return Ok(Outcome::Skipped(MISSING));
    }
    if !nix::unistd::geteuid().is_root() {
        bail!("{MISSING}, and only root can install it");
    }
    apt_get(&["update", "--quiet"])?;
    apt_get(&["install", "--yes", "--quiet", "--no-install-recommends", "postgresql"])?;
    // Debian starts a server of its own, which no test uses.
    children::sweep();
    let found = find(Path::new(DEBIAN), std::env::var_os("PATH").as_deref());
    ensure!(found.is_some(), "PostgreSQL was installed but {DEBIAN} holds no server");
    Ok(Outcome::Passed)
}

fn apt_get(arguments: &[&str]) -> Result<Outcome> {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    program("apt-get", command.stdin(std::process::Stdio::null()))
}

/// The newest server among Debian's, else the one on the path.
fn find(debian: &Path, path: Option<&std::ffi::OsStr>) -> Option<PathBuf> {
    let versions = std::fs::read_dir(debian).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            let number: u32 = entry.file_name().to_str()?.parse().ok()?;
            let server = entry.path().join("bin/postgres");
            server.is_file().then_some((number, server))
        })
        .max()
        .map(|(_, server)| server);
    let on_path = || {
        std::env::split_paths(path?)
            .map(|folder| folder.join("postgres"))
            .find(|file| file.is_file())
    };
    newest.or_else(on_path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(root: &Path, folder: &str) -> PathBuf {
        let folder = root.join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("postgres"), "").unwrap();
        folder.join("postgres")
    }

    #[test]
    fn the_newest_version_is_taken() {
        let root = tempfile::tempdir().unwrap();
        server(root.path(), "9/bin");
        let newest = server(root.path(), "17/bin");
        std::fs::create_dir_all(root.path().join("18/bin")).unwrap();
        assert_eq!(find(root.path(), None), Some(newest));
    }

    #[test]
    fn the_path_is_searched_when_debian_has_none() {
        let root = tempfile::tempdir().unwrap();
        let on_path = server(root.path(), "local");
        let path = std::env::join_paths([root.path().join("none"), root.path().join("local")]);
        assert_eq!(find(&root.path().join("none"), Some(&path.unwrap())), Some(on_path));
        assert_eq!(find(&root.path().join("none"), None), None);
    }
}

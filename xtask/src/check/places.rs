//! Nothing committed points at one workplace: no private package registry, no folder of one machine.

use std::{fs, path::Path};

use anyhow::{Result, bail};

use crate::project;

/// Words in a host's name that say it hands out packages or passes them on.
const SUSPICIOUS: &[&str] =
    &["artifactory", "goproxy", "mirror", "nexus", "proxy", "registry", "verdaccio"];

/// What everybody reaches.
const PUBLIC: &[&str] = &[
    "crates.io",
    "index.crates.io",
    "proxy.golang.org",
    "pypi.org",
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "registry.opendata.aws",
    "static.crates.io",
];

/// Names that are nobody's: RFC 2606 and RFC 6761.
const NOBODYS: &[&str] =
    &["example", "example.com", "example.net", "example.org", "invalid", "localhost", "test"];

/// Files that say where packages come from: every address in them must be public.
const SETTINGS: &[&str] = &[".npmrc", ".yarnrc", "pip.conf", "config.toml"];

/// Folders in which people, not programs, live.
const HOMES: &[&str] = &["/root/", "/home/", "/Users/"];

/// Top folders that every system has, so that a path in them is no machine's own.
const SYSTEM: &[&str] = &[
    "bin", "boot", "build", "data", "dev", "etc", "lib", "media", "mnt", "opt", "proc", "run",
    "sbin", "srv", "sys", "tmp", "usr", "var",
];

/// Looks through every text file of the project.
///
/// # Errors
/// The lines, each with what it names.
pub fn check(root: &Path) -> Result<()> {
    let own = own_top(root);
    let mut faults = Vec::new();
    for path in project::files(root)? {
        // What is not text names no place that anybody reads.
        let Ok(text) = fs::read_to_string(root.join(&path)) else { continue };
        for (number, line) in text.lines().enumerate() {
            if let Some(fault) = fault(&path, line, own.as_deref()) {
                faults.push(format!("{path}:{}: {fault}", number + 1));
            }
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    bail!("{} place(s) of one machine or network:\n  {}", faults.len(), faults.join("\n  "))
}

/// The top folder this checkout lies in, when not every system has it.
fn own_top(root: &Path) -> Option<String> {
    let top = root.components().nth(1)?.as_os_str().to_str()?;
    (!SYSTEM.contains(&top)).then(|| format!("/{top}/"))
}

fn fault(path: &str, line: &str, own: Option<&str>) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    for host in hosts(line) {
        let refused = match name {
            "package-lock.json" if line.contains("\"resolved\"") => host != "registry.npmjs.org",
            "Cargo.lock" => host != "github.com" || !line.contains("/rust-lang/crates.io-index"),
            name if SETTINGS.contains(&name) && is_package_setting(line) => !is_public(&host),
            _ => is_suspicious(&host) && !is_public(&host),
        };
        if refused {
            return Some(format!("the host {host}"));
        }
    }
    let homes = HOMES.iter().copied().chain(own);
    homes.into_iter().find(|home| starts_a_path(line, home)).map(|home| format!("a path in {home}"))
}

/// A line of a settings file that is about packages at all.
fn is_package_setting(line: &str) -> bool {
    ["registry", "index", "replace-with"].iter().any(|word| line.contains(word))
}

fn is_suspicious(host: &str) -> bool {
    SUSPICIOUS.iter().any(|word| host.contains(word))
}

fn is_public(host: &str) -> bool {
    PUBLIC.contains(&host)
        || NOBODYS.iter().any(|name| host == *name || host.ends_with(&format!(".{name}")))
}

/// The hosts of every `http://` and `https://` in a line, in lower case, without user and port.
fn hosts(line: &str) -> Vec<String> {
    let lower = line.to_lowercase();
    lower
        .match_indices("://")
        .filter(|(at, _)| lower[..*at].ends_with("http") || lower[..*at].ends_with("https"))
        .filter_map(|(at, mark)| {
            let rest = &lower[at + mark.len()..];
            let authority = rest.split(|c: char| !is_in_authority(c)).next()?;
            let host = authority.rsplit('@').next()?.split(':').next()?.trim_end_matches('.');
            (!host.is_empty()).then(|| host.to_owned())
        })
        .collect()
}

fn is_in_authority(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '@' | '%')
}

/// Does the line hold an absolute path in this folder? Within an address or a longer path the
/// folder's name means something else.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + folder.len()..].chars().next();
        before.is_none_or(|c| c.is_whitespace() || "\"'`(=:,<[".contains(c))
            && after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together here, so that this file itself names no place.
    fn address(host: &str) -> String {
        ["https:", "", host, "simple"].join("/")
    }

    #[test]
    fn a_private_registry_is_named_wherever_it_stands() {
        for host in [
            "registry.corp.cn",
            "npm-proxy.internal:4873",
            "user:key@mirrors.corp.cn",
            "Nexus.corp.cn",
        ] {
            let line = format!("index = \"sparse+{}\"", address(host));
            assert!(fault("README.md", &line, None).is_some(), "{line}");
        }
    }

    #[test]
    fn public_hosts_and_nobodys_pass() {
        for host in [
            "registry.npmjs.org",
            "crates.io",
            "proxy.example.com",
            "mirror.test",
            "localhost:4873",
            "beian.miit.gov.cn",
        ] {
            assert_eq!(fault("README.md", &address(host), None), None, "{host}");
        }
        assert_eq!(
            fault("a.md", "put a reverse proxy before it: a registry, a mirror", None),
            None
        );
        assert_eq!(fault("a.md", &address("github.com/x/mirror-registry"), None), None);
    }

    #[test]
    fn a_lock_file_takes_packages_from_the_public_registry_only() {
        let resolved = |host| format!("\"resolved\": \"{}\"", address(host));
        assert_eq!(fault("web/package-lock.json", &resolved("registry.npmjs.org"), None), None);
        assert!(fault("web/package-lock.json", &resolved("packages.corp.cn"), None).is_some());
        let source = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        assert_eq!(fault("Cargo.lock", source, None), None);
        assert!(
            fault("Cargo.lock", &format!("source = \"registry+{}\"", address("a.cn")), None)
                .is_some()
        );
        assert!(
            fault(".npmrc", &format!("registry={}", address("packages.corp.cn")), None).is_some()
        );
    }

    #[test]
    fn a_path_of_one_machine_is_named() {
        for folder in HOMES {
            assert!(fault("a.rs", &format!("let a = \"{folder}me/a\";"), None).is_some());
        }
        let own = ["", "desk", ""].join("/");
        assert!(fault("a.md", &format!("see `{own}plan.md`"), Some(&own)).is_some());
        assert_eq!(fault("a.md", &format!("see a{own}plan.md"), Some(&own)), None);
        assert_eq!(fault("a.md", &format!("{}{own}", address("a.cn")), Some(&own)), None);
    }

    #[test]
    fn a_checkout_in_a_system_folder_has_no_top_of_its_own() {
        assert_eq!(own_top(Path::new("/tmp/clone")), None);
        assert_eq!(own_top(Path::new("/desk/beian")).as_deref(), Some("/desk/"));
    }
}

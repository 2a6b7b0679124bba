//! `cargo xtask walls`: what a crate must not know, it cannot use.
//!
//! The compiler keeps a crate from using what its manifest does not name; this keeps the manifests
//! and a few words honest (`docs/architecture.md`, invariants).

mod dependencies;
mod words;

use std::path::Path;

use anyhow::{Result, bail};

use crate::project;

/// Finds every breach and names it with its reason.
///
/// # Errors
/// The breaches, one a line; or the project cannot be read.
pub fn check(root: &Path) -> Result<()> {
    let mut breaches = dependencies::breaches(&project::own_packages(root)?);
    breaches.extend(words::breaches(root)?);
    if breaches.is_empty() {
        return Ok(());
    }
    bail!("{} wall(s) broken:\n  {}", breaches.len(), breaches.join("\n  "))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::*;

    /// A workspace of crates with these dependencies and this one line of source.
    struct Tree(tempfile::TempDir);

    impl Tree {
        fn new() -> Self {
            let tree = Self(tempfile::tempdir().unwrap());
            tree.write(
                "Cargo.toml",
                "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\", \"tools/*\"]\n",
            );
            tree.krate("crates/filing", "");
            tree.krate("crates/bureau", "filing = { path = \"../filing\" }");
            tree.krate("tools/bureau-sim", "axum = \"0.8\"");
            for name in ["store", "app", "server"] {
                tree.krate(&format!("crates/{name}"), "filing = { path = \"../filing\" }");
            }
            tree
        }

        fn krate(&self, folder: &str, dependencies: &str) {
            let name = folder.rsplit('/').next().unwrap();
            self.write(
                &format!("{folder}/Cargo.toml"),
                &format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n[dependencies]\n{dependencies}\n"),
            );
            self.write(&format!("{folder}/src/lib.rs"), "//! Nothing.\n");
        }

        fn write(&self, path: &str, text: &str) {
            let path: PathBuf = self.0.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        fn breach(&self) -> String {
            check(self.0.path()).unwrap_err().to_string()
        }
    }

    #[test]
    fn a_tree_within_its_walls_passes() {
        check(Tree::new().0.path()).unwrap();
    }

    #[test]
    fn rules_that_reach_for_http_are_named() {
        let tree = Tree::new();
        tree.krate("crates/filing", "axum = \"0.8\"");
        assert!(tree.breach().contains("filing must not use axum"), "{}", tree.breach());
    }

    #[test]
    fn a_dependency_under_another_name_is_still_named() {
        let tree = Tree::new();
        tree.krate("crates/filing", "web = { package = \"axum\", version = \"0.8\" }");
        assert!(tree.breach().contains("filing must not use axum"));
    }

    #[test]
    fn a_dependency_of_one_target_only_is_still_named() {
        let tree = Tree::new();
        tree.krate("crates/filing", "[target.'cfg(unix)'.dependencies]\ntokio = \"1\"");
        assert!(tree.breach().contains("filing must not use tokio"));
    }

    #[test]
    fn a_dependency_for_tests_is_nobodys_business() {
        let tree = Tree::new();
        tree.krate("crates/bureau", "[dev-dependencies]\ntokio = \"1\"");
        check(tree.0.path()).unwrap();
    }

    #[test]
    fn the_simulator_must_not_share_the_clients_encoder_even_in_tests() {
        let tree = Tree::new();
        tree.krate(
            "tools/bureau-sim",
            "[dev-dependencies]\nbureau = { path = \"../../crates/bureau\" }",
        );
        assert!(tree.breach().contains("bureau-sim must not use bureau"));
    }

    #[test]
    fn a_crate_without_a_row_is_named() {
        let tree = Tree::new();
        tree.krate("crates/extras", "");
        assert!(tree.breach().contains("extras has no row"));
    }

    #[test]
    fn words_in_the_wrong_crate_are_named_with_their_line() {
        for (path, line, breach) in [
            ("crates/app/src/a.rs", "sqlx::query(\"select 1\")", "only crates/store speaks SQL"),
            ("crates/store/src/a.rs", "use encoding_rs::GBK;", "GBK"),
            ("crates/app/src/a.rs", "StatusCode::CONFLICT", "HTTP status"),
            ("crates/app/src/a.rs", "tx.save_state(&row).await?;", "state"),
            ("crates/server/src/a.rs", "    tx.save_state(&row).await?;", "state"),
        ] {
            let tree = Tree::new();
            tree.write(path, &format!("//! x\nfn f() {{\n{line}\n}}\n"));
            let found = tree.breach();
            assert!(found.contains(&format!("{path}:3")) && found.contains(breach), "{found}");
        }
    }

    #[test]
    fn words_in_their_own_crate_pass() {
        let tree = Tree::new();
        for (path, line) in [
            ("crates/store/src/a.rs", "sqlx::query(\"select 1\")"),
            ("crates/store/src/b.rs", "pub async fn save_state(&mut self) {}"),
            ("crates/bureau/src/a.rs", "use encoding_rs::GBK;"),
            ("crates/server/src/a.rs", "StatusCode::CONFLICT"),
            ("crates/app/src/act.rs", "tx.save_state(&row).await?;"),
            ("crates/app/src/a.rs", "/// Never sqlx::query, nor GBK, nor StatusCode."),
            ("crates/app/src/b.rs", "f(); // not sqlx::query"),
            ("crates/app/tests/a.rs", "StatusCode::CONFLICT"),
        ] {
            tree.write(path, line);
        }
        check(tree.0.path()).unwrap();
    }
}

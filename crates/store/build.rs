//! A new migration file is a reason to compile again: `sqlx::migrate!` reads the folder.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}

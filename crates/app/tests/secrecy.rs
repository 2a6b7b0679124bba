//! Nothing about people lies in the clear.

use crate::{
    desk::{Desk, SITE},
    world::World,
};
use samples::Person;
use std::path::Path;

fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files(&path, found),
            false => {
                let bytes = std::fs::read(&path).expect("a file");
                found.push((path.display().to_string(), bytes));
            }
        }
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// What must not be found, in every form in which it might be written.
fn canaries(person: &Person) -> Vec<String> {
    let id = &person.id_no;
    vec![
        person.name.clone(),
        id.clone(),
        id.to_lowercase(),
        person.mobile.clone(),
        person.email.clone(),
        person.address.clone(),
        // As JSON that escapes what is not ASCII.
        person.name.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect(),
    ]
}

#[tokio::test]
async fn no_personal_data_lies_in_the_clear() {
    let world = World::blind().await;
    let desk = Desk::with_two_officers(&world, 111).await;
    let id = desk.asked().await;
    world.through_the_bureau(id, &[&desk.head, &desk.officer]).await;
    let mut found = Vec::new();
    files(world.path(), &mut found);
    let names: Vec<&String> = found.iter().map(|(name, _)| name).collect();
    assert!(names.iter().any(|name| name.ends_with("-wal")), "{names:?}");
    assert!(names.iter().filter(|name| name.contains("objects")).count() > 10, "{names:?}");
    let open = found.iter().any(|(_, bytes)| holds(bytes, SITE));
    assert!(open, "what is not personal is found: the search works");
    let document = desk.question().document_number;
    for person in [&desk.head, &desk.officer] {
        for canary in canaries(person) {
            for (name, bytes) in &found {
                assert!(!holds(bytes, &canary), "{name} holds {}", canary.len());
            }
        }
    }
    assert!(!found.iter().any(|(_, bytes)| holds(bytes, document.reveal())));
    let journal = world.app.store.journal_page(None, 100).await.expect("a journal");
    let text: String =
        journal.items.iter().map(|e| format!("{} {}\n", e.detail, e.actor)).collect();
    assert!(text.contains("sequence"), "{text}");
    for person in [&desk.head, &desk.officer] {
        assert!(canaries(person).iter().all(|canary| !text.contains(canary.as_str())));
    }
    assert_eq!(world.app.store.verify_journal().await.expect("a journal"), None);
}

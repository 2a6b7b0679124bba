use crate::{each_engine, sample};
use filing::time::Timestamp;
use std::{path::Path, time::UNIX_EPOCH};
use store::{Error, Objects, Suite};

const PICTURE: &[u8] = b"\xff\xd8\xff\xe0 not really a picture";

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[tokio::test]
async fn an_object_comes_back_whole_from_a_folder_that_holds_no_plain_byte_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::folder(folder.path().join("objects")).unwrap();
    for suite in [Suite::Intl, Suite::Gm] {
        let keys = sample::keys_of(suite, &[1]);
        let object = objects.put(&keys, "material.object:1", PICTURE).await.unwrap();
        assert_eq!(object.size, PICTURE.len() as u64);
        assert_eq!(objects.get(&keys, "material.object:1", &object).await.unwrap(), PICTURE);
        assert!(!object.key.contains(&object.sha256), "the name needs the key");
    }
    let stored = files(folder.path());
    assert_eq!(stored.len(), 2);
    for path in stored {
        let bytes = std::fs::read(path).unwrap();
        assert!(!bytes.windows(8).any(|part| part == &PICTURE[..8]));
    }
}

#[tokio::test]
async fn the_same_bytes_for_the_same_place_are_stored_once() {
    let folder = tempfile::tempdir().unwrap();
    let (objects, keys) = (Objects::folder(folder.path()).unwrap(), sample::keys());
    let first = objects.put(&keys, "material.object:1", PICTURE).await.unwrap();
    let again = objects.put(&keys, "material.object:1", PICTURE).await.unwrap();
    let elsewhere = objects.put(&keys, "material.object:2", PICTURE).await.unwrap();
    assert_eq!(first, again);
    assert_ne!(first.key, elsewhere.key);
    assert_eq!(files(folder.path()).len(), 2);
}

#[tokio::test]
async fn an_object_that_was_changed_exchanged_or_is_for_another_place_does_not_come_out() {
    let folder = tempfile::tempdir().unwrap();
    let (objects, keys) = (Objects::folder(folder.path()).unwrap(), sample::keys());
    let object = objects.put(&keys, "material.object:1", PICTURE).await.unwrap();
    let other = objects.put(&keys, "material.object:1", b"other").await.unwrap();
    let path = |key: &str| folder.path().join(key);

    let moved = objects.get(&keys, "material.object:2", &object).await;
    assert!(matches!(moved, Err(Error::Sealed(_))), "{moved:?}");
    let sealed = std::fs::read(path(&object.key)).unwrap();
    std::fs::copy(path(&other.key), path(&object.key)).unwrap();
    let exchanged = objects.get(&keys, "material.object:1", &object).await;
    assert!(matches!(exchanged, Err(Error::Sealed(_))), "{exchanged:?}");
    let mut changed = sealed.clone();
    *changed.last_mut().unwrap() ^= 1;
    std::fs::write(path(&object.key), changed).unwrap();
    let changed = objects.get(&keys, "material.object:1", &object).await;
    assert!(matches!(changed, Err(Error::Sealed(_))), "{changed:?}");
    std::fs::write(path(&object.key), sealed).unwrap();
    assert!(objects.get(&keys, "material.object:1", &object).await.is_ok());
    let mut wrong = object.clone();
    wrong.sha256 = other.sha256.clone();
    assert!(objects.get(&keys, "material.object:1", &wrong).await.is_err());

    objects.delete(&object).await.unwrap();
    objects.delete(&object).await.unwrap();
    let gone = objects.get(&keys, "material.object:1", &object).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn the_sweep_takes_what_no_row_refers_to_and_what_is_old_enough() {
    each_engine(async |store| {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::folder(folder.path()).unwrap();
        let filing = sample::stored_filing(&store).await.id;
        let mut kept = sample::material(filing, None, "sheet");
        kept.object = objects.put(store.keys(), "material.object:1", PICTURE).await.unwrap();
        let orphan = objects.put(store.keys(), "material.object:2", PICTURE).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.insert_material(&kept).await.unwrap();
        tx.commit().await.unwrap();
        let modified = std::fs::metadata(folder.path().join(&orphan.key)).unwrap().modified();
        let written = modified.unwrap().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;

        let before = Timestamp::from_millis(written - 60_000);
        assert_eq!(objects.sweep(&store, before).await.unwrap(), 0, "too young");
        let later = Timestamp::from_millis(written + 60_000);
        let found = objects.unreferenced(&store, later).await.unwrap();
        assert_eq!(found, std::slice::from_ref(&orphan.key));
        assert_eq!(objects.sweep(&store, later).await.unwrap(), 1);
        assert!(objects.get(store.keys(), "material.object:1", &kept.object).await.is_ok());
        let gone = objects.get(store.keys(), "material.object:2", &orphan).await;
        assert!(matches!(gone, Err(Error::NotFound)));
    })
    .await;
}

#[test]
fn a_folder_that_can_not_be_made_is_refused_in_words() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Objects::folder(file.path().join("below")).unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error}");
}

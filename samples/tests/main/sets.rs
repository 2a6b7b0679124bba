use std::collections::BTreeSet;

use samples::{Fault, set};

use crate::fonts;

#[test]
fn a_set_is_written_with_labels_a_scorer_can_use() {
    let folder = std::env::temp_dir().join(format!("samples-set-{}", std::process::id()));
    let labels = set(&fonts(), &folder, 6, 11).expect("written");
    let json = std::fs::read(folder.join("labels.json")).expect("labels.json");
    let read: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    let read = read.as_array().expect("a list");
    assert_eq!((read.len(), labels.len()), (6, 6));
    for label in read {
        let image = label["image"].as_str().expect("a name");
        let picture = image::open(folder.join(image)).expect("a picture");
        let shown = [&label["capture"]["width"], &label["capture"]["height"]]
            .map(|v| v.as_u64().expect("a number"));
        let mut stored = [u64::from(picture.width()), u64::from(picture.height())];
        if [90, 270].contains(&label["capture"]["exif_rotation"].as_u64().expect("degrees")) {
            stored.reverse();
        }
        assert_eq!(shown, stored, "{image}");
        let is_good = label["subset"] == "docs";
        assert_eq!(is_good, label["attack"] == "none", "{image}");
        assert!(!label["fields"].as_object().expect("fields").is_empty(), "{image}");
        for verdict in ["blur", "glare", "coverage", "background", "exposure"] {
            assert!(label["verdicts"][verdict].is_string(), "{image} {verdict}");
        }
        assert!(label["verdicts"]["original"].is_boolean());
        assert_eq!(label["capture"]["quad"].as_array().expect("corners").len(), 4);
    }
    std::fs::remove_dir_all(&folder).expect("removed");
}

#[test]
fn faults_have_names_of_their_own() {
    let names: BTreeSet<&str> = Fault::ALL.iter().map(|fault| fault.name()).collect();
    assert_eq!(names.len(), Fault::ALL.len());
}

//! What is not there is said, and nothing passes for it.

use std::sync::Arc;

use vision::{
    Claim, DocKind, Engine, EnginePreference, Picture, Vision, VisionConfig, VisionError,
    inspect_file,
};

use crate::models;

fn grey() -> Picture {
    Picture::from_pixels(image::RgbImage::from_pixel(600, 400, image::Rgb([200, 200, 200])))
}

#[test]
fn without_models_the_first_missing_file_and_the_command_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = VisionConfig::new(folder.path());
    config.engine = EnginePreference::Rten;
    let vision = Vision::new(config);
    let error = vision.inspect(&grey(), Claim::Auto).unwrap_err();
    assert!(matches!(&error, VisionError::ModelMissing { file } if file == "ppocrv6_small.txt"));
    assert!(error.to_string().contains("cargo xtask models"), "{error}");
    assert_eq!(error.code(), "vision.model_missing");
}

#[test]
fn each_model_missing_alone_is_named() {
    for missing in ["ppocrv6_tiny_det.onnx", "ppocrv6_small_rec.onnx", "ppocrv6_small.txt"] {
        let folder = tempfile::tempdir().unwrap();
        for file in ["ppocrv6_tiny_det.onnx", "ppocrv6_small_rec.onnx", "ppocrv6_small.txt"] {
            if file != missing {
                std::os::unix::fs::symlink(
                    std::path::absolute(models().join(file)).unwrap(),
                    folder.path().join(file),
                )
                .unwrap();
            }
        }
        let mut config = VisionConfig::new(folder.path());
        config.engine = EnginePreference::Rten;
        let vision = Vision::new(config);
        let status = vision.status();
        assert!(!status.ready());
        let absent: Vec<&str> =
            status.models.iter().filter(|m| !m.present).map(|m| m.file).collect();
        assert_eq!(absent, [missing]);
        if missing != "ppocrv6_small_rec.onnx" {
            // A grey picture holds no text, so the recogniser is never asked for.
            let error = vision.inspect(&grey(), Claim::Auto).unwrap_err();
            assert_eq!(error, VisionError::ModelMissing { file: missing.into() });
        }
    }
}

#[test]
fn a_broken_model_is_no_missing_one_and_no_pass() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ppocrv6_tiny_det.onnx"), b"not a model").unwrap();
    std::fs::copy(models().join("ppocrv6_small.txt"), folder.path().join("ppocrv6_small.txt"))
        .unwrap();
    let mut config = VisionConfig::new(folder.path());
    config.engine = EnginePreference::Rten;
    let error = Vision::new(config).inspect(&grey(), Claim::Auto).unwrap_err();
    assert_eq!(error.code(), "vision.model_broken");
}

#[test]
fn a_file_that_cannot_be_read_gives_an_object_with_an_error_and_no_acceptance() {
    let value = inspect_file(crate::reader(), Claim::Auto, "no/such.jpg".as_ref());
    assert_eq!(value["image"], "such.jpg");
    assert_eq!(value["error"]["code"], "picture.unreadable");
    assert_eq!(value["accept"], false);
}

#[test]
fn an_empty_table_is_reported_as_showing_no_document() {
    let report = crate::inspect(&grey(), Claim::Kind(DocKind::IdFront));
    assert_eq!(report.doc_type, DocKind::Other);
    assert!(!report.accept);
    assert!(crate::codes(&report).contains(&"document.unrecognised"));
    assert!(report.quad.is_none() && report.fields.is_empty());
}

#[test]
fn the_pure_rust_engine_reads_what_the_other_reads_and_says_its_name() {
    use samples::{DocumentKind, Shot, document, photograph};
    let mut config = VisionConfig::new(models());
    config.engine = EnginePreference::Rten;
    let rten = Vision::new(config);
    assert_eq!(rten.status().engine, Some(Engine::Rten));
    let card = document(crate::fonts(), DocumentKind::IdBack, 5);
    let photo = photograph(&card.flat, &Shot::compliant(), 5);
    let picture = Picture::from_pixels(photo.image);
    let by_rten = rten.inspect(&picture, Claim::Auto).unwrap();
    let by_ort = crate::inspect(&picture, Claim::Auto);
    assert_eq!(by_rten.engine, "rten");
    assert_eq!(by_rten.fields, by_ort.fields);
    assert_eq!(by_rten.fields.len(), 3);
}

#[test]
fn a_reader_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>(_: &T) {}
    shared(crate::reader());
    let vision = Arc::new(crate::reader().clone());
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let vision = Arc::clone(&vision);
            std::thread::spawn(move || vision.inspect(&grey(), Claim::Auto).unwrap().doc_type)
        })
        .collect();
    for reader in readers {
        assert_eq!(reader.join().unwrap(), DocKind::Other);
    }
}

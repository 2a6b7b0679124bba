//! Pictures from the phone: what is no picture, what shows something else, what is kept of one.

use crate::{
    house::{self, Filing, House, sent},
    problem::{finding, refused},
};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use samples::{Fonts, Shot};
use serde_json::{Value, json};
use server::command::demo::{Answer, Papers, Phone, photograph, text};
use std::time::{Duration, Instant};

/// A filing with its phone, at its first picture.
struct Scene {
    house: &'static House,
    filing: Filing,
    phone: Phone,
    fonts: Fonts,
}

impl Scene {
    async fn open() -> Self {
        let house = house::shared().await;
        let filing = house.verifying().await;
        let phone = house.phone(&filing).await;
        let fonts = Fonts::find().expect("fonts: cargo xtask models");
        Self { house, filing, phone, fonts }
    }

    fn papers(&self) -> Papers<'_> {
        Papers {
            fonts: &self.fonts,
            organisation: &self.filing.organisation,
            person: &self.filing.person,
        }
    }

    async fn send_jpeg(&self, picture: &str, bytes: Vec<u8>) -> Answer {
        let file = Part::bytes(bytes).file_name("picture.jpg").mime_str("image/jpeg");
        let file = file.expect("a kind of content");
        let form = Form::new().text("picture", picture.to_owned()).part("file", file);
        let request = self.phone.request(Method::POST, "pictures").multipart(form);
        sent("POST", "/api/phone/pictures", request).await
    }

    async fn materials(&self) -> Vec<Value> {
        let path = format!("{}/materials", self.filing.path());
        let all = self.filing.desk.get(&path).await.expect("materials");
        all.as_array().expect("a list").clone()
    }

    async fn step(&self) -> Value {
        self.phone.step().await.expect("a screen")
    }

    /// Goes on until a step asks for `picture`.
    async fn until(&self, step: &str) {
        for _ in 0..8 {
            let screen = self.step().await;
            if text(&screen, "step") == step && text(&screen, "screen") == "capture" {
                return;
            }
            match text(&screen, "screen") {
                "capture" => {
                    for picture in screen["pictures"].as_array().into_iter().flatten() {
                        let name = text(picture, "picture");
                        let jpeg = photograph(text(&screen, "step"), name, &self.papers());
                        let taken = self.send_jpeg(name, jpeg.expect("a picture")).await;
                        assert_eq!(taken.status, 200, "{}", taken.body);
                    }
                }
                "confirm" => {
                    let path = "/api/phone/confirm";
                    let request = self.phone.request(Method::POST, "confirm");
                    assert_eq!(sent("POST", path, request).await.status, 200);
                }
                "phone" => {
                    self.phone.match_phone(&mut |_| {}).await.expect("the code that was sent");
                }
                other => panic!("{other} comes before {step}"),
            }
        }
        panic!("{step} does not come");
    }
}

#[test]
fn another_document_than_asked_is_refused_and_the_step_stays() {
    house::run(async {
        let scene = Scene::open().await;
        let before = scene.step().await;
        assert_eq!(text(&before, "step"), "sponsor_document");
        let card = photograph("sponsor_officer_document", "front", &scene.papers());
        let picture = text(&before["pictures"][0], "picture");
        let answer = scene.send_jpeg(picture, card.expect("a card")).await;
        refused(&answer, 422, "invalid");
        assert_eq!(finding(&answer, "document.wrong_kind").0, "/picture");
        assert_eq!(scene.step().await["step"], before["step"]);
        assert_eq!(scene.step().await["pictures"], before["pictures"]);
        assert!(scene.materials().await.is_empty(), "what was refused is not kept");
    });
}

#[test]
fn the_other_side_of_a_card_is_refused() {
    house::run(async {
        let scene = Scene::open().await;
        scene.until("sponsor_officer_document").await;
        let kept = scene.materials().await;
        let back = photograph("sponsor_officer_document", "back", &scene.papers());
        let answer = scene.send_jpeg("front", back.expect("a card")).await;
        refused(&answer, 422, "invalid");
        finding(&answer, "document.wrong_side");
        assert_eq!(scene.materials().await, kept);
        let answer = scene.send_jpeg("sheet", vec![1]).await;
        refused(&answer, 409, "picture_not_wanted");
    });
}

#[test]
fn a_picture_of_two_gigapixels_is_refused_at_once() {
    house::run(async {
        // Of its own, so that nobody else's picture is read first.
        let house = House::open(|_| {}).await;
        let filing = house.verifying().await;
        let phone = house.phone(&filing).await;
        let before = phone.step().await.expect("a screen");
        let mut quickest = Duration::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            let answer = phone.send_picture("page", samples::gigapixel_png()).await.expect("asked");
            quickest = quickest.min(start.elapsed());
            refused(&answer, 422, "invalid");
            finding(&answer, "picture.too_many_pixels");
        }
        assert!(quickest < Duration::from_millis(100), "{quickest:?}");
        assert_eq!(phone.step().await.expect("a screen"), before, "no try is lost");
    });
}

#[test]
fn what_only_calls_itself_a_picture_is_refused() {
    house::run(async {
        let scene = Scene::open().await;
        let before = scene.step().await;
        let answer = scene.send_jpeg("page", samples::html_named_jpg()).await;
        refused(&answer, 422, "invalid");
        finding(&answer, "picture.not_a_picture");
        let answer = scene.send_jpeg("page", Vec::new()).await;
        refused(&answer, 422, "invalid");
        let cut = samples::truncated_jpeg().expect("a cut picture");
        let answer = scene.send_jpeg("page", cut).await;
        refused(&answer, 422, "invalid");
        finding(&answer, "picture.broken");
        assert_eq!(scene.step().await, before, "no try is lost to a broken file");
        assert!(scene.materials().await.is_empty());
    });
}

#[test]
fn where_a_picture_was_taken_is_not_kept() {
    house::run(async {
        let scene = Scene::open().await;
        let flat = samples::licence(&scene.fonts, &scene.filing.organisation);
        let taken = samples::photograph(&flat, &Shot::compliant(), scene.filing.person.seed);
        let jpeg = samples::encode_jpeg(&taken.image, 88, Some(1), true).expect("a JPEG");
        assert!(jpeg.windows(4).any(|w| w == b"Exif"), "the phone wrote a place");
        let picture = scene.step().await["pictures"][0]["picture"].clone();
        let answer = scene.send_jpeg(picture.as_str().expect("a picture"), jpeg).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let material = scene.materials().await[0].clone();
        let path = format!("{}/materials/{}", scene.filing.path(), text(&material, "id"));
        let stored = sent("GET", &path, scene.filing.desk.request(Method::GET, &path)).await;
        assert_eq!(stored.status, 200);
        assert_eq!(material["size"], stored.bytes.len());
        assert!(stored.bytes.starts_with(&[0xff, 0xd8, 0xff]), "a JPEG");
        for trace in [b"Exif".as_slice(), b"Samples", b"GPS"] {
            assert!(!stored.bytes.windows(trace.len()).any(|w| w == trace), "{trace:?}");
        }
        let policy = stored.headers["content-security-policy"].to_str().expect("a text");
        assert!(policy.contains("sandbox"), "{policy}");
    });
}

#[test]
fn a_qr_code_opens_on_one_phone() {
    house::run(async {
        let scene = Scene::open().await;
        let first = scene.filing.qr().await;
        let token = |url: &str| json!({ "token": url.rsplit('/').next() });
        let path = "/api/phone/open";
        let open = |url: &str| scene.house.request(Method::POST, path).json(&token(url));
        // The older phone is out with the new code.
        let step = "/api/phone/step";
        let old = sent("GET", step, scene.phone.request(Method::GET, "step")).await;
        refused(&old, 401, "unauthenticated");
        assert_eq!(sent("POST", path, open(&first)).await.status, 201);
        refused(&sent("POST", path, open(&first)).await, 409, "qr_used");
        let second = scene.filing.qr().await;
        refused(&sent("POST", path, open(&first)).await, 409, "qr_unknown");
        assert_eq!(sent("POST", path, open(&second)).await.status, 201);
        refused(&sent("POST", path, open("https://x/v/guess")).await, 409, "qr_unknown");
    });
}

#[test]
fn a_qr_code_ends_with_its_time() {
    house::run(async {
        let house = House::open(|config| config.limits.qr_minutes = 0).await;
        let filing = house.verifying().await;
        let url = filing.qr().await;
        let token = json!({ "token": url.rsplit('/').next() });
        let path = "/api/phone/open";
        let answer = sent("POST", path, house.request(Method::POST, path).json(&token)).await;
        refused(&answer, 409, "qr_expired");
    });
}

#[test]
fn nothing_is_collected_before_the_consents() {
    house::run(async {
        let house = house::shared().await;
        let filing = house.verifying().await;
        let qr = filing.qr().await;
        let phone = Phone::scan(&qr, &house.base, house.inbox()).await.expect("the code opens");
        let answer = phone.send_picture("page", samples::html_named_jpg()).await.expect("asked");
        refused(&answer, 409, "consent_required");
        let path = "/api/phone/consents";
        let none = phone.request(Method::POST, "consents").json(&json!({ "consents": [] }));
        let answer = sent("POST", path, none).await;
        refused(&answer, 422, "invalid");
        for name in ["identity_document", "phone_number", "hand_over_to_bureau"] {
            let path = format!("/{name}");
            let known = crate::problem::findings(&answer).iter().any(|f| f["path"] == path);
            assert!(known, "{name}: {}", answer.body);
        }
    });
}

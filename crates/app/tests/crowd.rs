//! Approved filings of invented sponsors, put where they stand without their journeys: for what
//! concerns many at once.

use crate::{desk::Desk, world::World};
use filing::{
    check::{self, CheckContext},
    draft::Draft,
    id::{FilingId, MaterialId, ServiceId},
    state::{FilingState, Upload},
};
use serde_json::json;
use store::{FilingRow, MaterialRow};

/// What one desk typed, to be copied.
pub struct Crowd<'w> {
    world: &'w World,
    typed: FilingRow,
}

impl<'w> Crowd<'w> {
    pub async fn of(world: &'w World, seed: u64) -> Self {
        let desk = Desk::enterprise(world, seed).await;
        let created = desk.create().await.expect("a first filing is offered");
        let typed = desk.typed(created.draft.services[0].id);
        let typed = desk.change(created.id, &typed).await;
        Self { world, typed }
    }

    /// As many filings as there are numbers, each of another sponsor, approved and waiting.
    pub async fn approved(&self, numbers: std::ops::Range<u64>) -> Vec<FilingId> {
        let mut tx = self.world.app.store.begin().await.expect("a database");
        let mut ids = Vec::new();
        for number in numbers {
            let row = self.row(number);
            tx.insert_filing(&row).await.expect("a filing");
            ids.push(row.id);
        }
        tx.commit().await.expect("a database");
        ids
    }

    /// A small picture with each, as the bureau asks for one.
    pub async fn with_pictures(&self, filings: &[FilingId]) {
        let app = &self.world.app;
        let mut rows = Vec::new();
        for (n, filing) in filings.iter().enumerate() {
            let id = MaterialId::from_uuid(app.store.new_id());
            let shade = (n % 200) as u8;
            let picture = image::RgbImage::from_fn(32, 24, |x, y| {
                image::Rgb([shade, (x * 7) as u8, (y * 9) as u8])
            });
            let jpeg = samples::encode_jpeg(&picture, 80, None, false).expect("a JPEG");
            let context = format!("material:{id}");
            let object = app.objects.put(app.store.keys(), &context, &jpeg).await.expect("stored");
            rows.push(MaterialRow {
                id,
                filing: *filing,
                service: None,
                slot: "sponsor_document".into(),
                object,
                width: 32,
                height: 24,
                evidence: None,
                superseded_at: None,
                created_at: self.world.now(),
            });
        }
        let mut tx = app.store.begin().await.expect("a database");
        for row in &rows {
            tx.insert_material(row).await.expect("a picture");
        }
        tx.commit().await.expect("a database");
    }

    /// The sponsor's certificate number of a copy.
    pub fn certificate(&self, number: u64) -> String {
        self.row(number).draft.sponsor.document.number.expect("typed").reveal().to_owned()
    }

    fn row(&self, number: u64) -> FilingRow {
        let (app, now) = (&self.world.app, self.world.now());
        let (company, person) = (samples::company(number), samples::person(number));
        let mut draft = serde_json::to_value(&self.typed.draft).expect("a draft is JSON");
        let domain = format!("crowd-{number}.com");
        draft["sponsor"]["name"] = json!(company.name);
        draft["sponsor"]["document"]["number"] = json!(company.uscc);
        draft["sponsor"]["document"]["address"] = json!(company.address);
        let officer = json!({
            "name": person.name, "document_type": 2, "document_number": person.id_no,
            "mobile": person.mobile, "email": person.email,
            "phone": "020-12345678", "emergency_phone": "13900000001",
        });
        for (path, value) in officer.as_object().expect("an officer") {
            draft["sponsor"]["officer"][path] = value.clone();
            draft["services"][0]["officer"][path] = value.clone();
        }
        draft["services"][0]["id"] = json!(ServiceId::from_uuid(app.store.new_id()));
        draft["services"][0]["domains"] = json!([domain]);
        draft["services"][0]["hosts"] = json!([format!("www.{domain}")]);
        draft["services"][0]["home_url"] = json!(format!("www.{domain}"));
        let draft: Draft = serde_json::from_value(draft).expect("a draft");
        let context = CheckContext::shipped(self.typed.kind, now);
        let dossier = check::complete(&draft, &context).expect("what is typed holds");
        FilingRow {
            id: FilingId::from_uuid(app.store.new_id()),
            state: FilingState::AwaitingUpload { upload: Upload::Waiting },
            draft,
            dossier: Some(dossier),
            title: domain,
            submitted_at: Some(now),
            created_at: now,
            updated_at: now,
            ..self.typed.clone()
        }
    }
}

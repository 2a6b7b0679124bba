//! As many filings as one file may hold.

use crate::{
    crowd::Crowd,
    outbox::{results, send_unheard},
    world::World,
};
use bureau_sim::wire::envelope;
use filing::{state::Stage, time::Duration};
use std::time::Instant;
use store::Objects;

#[tokio::test]
async fn a_thousand_filings_go_in_one_file_and_a_thousand_results_come_in_one() {
    let mut world = World::blind().await;
    world.app.objects = Objects::memory();
    let crowd = Crowd::of(&world, 999).await;
    let filings = crowd.approved(1000..2000).await;
    crowd.with_pictures(&filings).await;
    let start = Instant::now();
    send_unheard(&world).await;
    println!("built and sent in {:?}", start.elapsed());
    let labels = world.taken_in();
    assert_eq!(labels.len(), 1000);
    let uploads = world.app.store.latest_uploads(10).await.expect("a database");
    assert_eq!(uploads.len(), 1, "one file");
    let context = format!("upload:{}", uploads[0].id);
    let (objects, keys) = (&world.app.objects, world.app.store.keys());
    let zip = objects.get(keys, &context, &uploads[0].object).await.expect("kept");
    let (name, xml) = envelope::unzip_one(&zip).expect("a zip");
    assert_eq!(name, format!("beianinfo{}.xml", uploads[0].id.simple()));
    let pictures = xml.windows(6).filter(|bytes| bytes == b"<Fjnr>").count();
    assert_eq!(pictures, 1000, "a picture with each");

    let results_of: Vec<(String, i32)> = labels
        .iter()
        .enumerate()
        .map(|(n, label)| {
            let code = if n % 10 < 7 { 1004 } else { 1062 };
            (label.trim_start_matches("IspZtid:").to_owned(), code)
        })
        .collect();
    world.line.hand_out("2026112400000009", &results(&results_of));
    let start = Instant::now();
    world.advance(Duration::seconds(30));
    world.run_jobs().await;
    println!("a thousand results in {:?}", start.elapsed());
    assert!(world.line.was_taken());
    let mut refused = 0;
    for (id, upload) in filings.iter().zip(&uploads[0].filings) {
        assert_eq!(id, upload);
        let row = world.row(*id).await;
        match row.state.stage() {
            Stage::UploadFailed => {
                refused += 1;
                assert_eq!(row.return_reasons[0].path, "/services/0/domains");
            }
            other => assert!(matches!(other, Stage::Sending | Stage::SmsVerification), "{other:?}"),
        }
    }
    assert_eq!(refused, 700);
}

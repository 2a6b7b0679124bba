//! A thousand filings to the bureau in one file, and a thousand results back in one.

use super::{
    figure::{Figure, Report},
    rig::Rig,
};
use crate::{assemble, command::demo};
use anyhow::{Context, ensure};
use app::{App, Ctx, jobs::Work};
use filing::{
    check::{self, CheckContext},
    draft::Draft,
    id::{FilingId, MaterialId, ServiceId},
    state::{FilingState, Upload},
    time::{Duration, Timestamp},
};
use flate2::Crc;
use serde_json::json;
use std::{path::Path, time::Instant};
use store::{DownloadRow, FilingRow, MaterialRow, UploadState};

const FILINGS: u64 = 1000;
const SEND_SECONDS: f64 = 2.0;
const RESULT_SECONDS: f64 = 1.0;
const WORKER: &str = "bench";

pub async fn measure(rig: &Rig, report: &mut Report) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("beian-bench-outbox-{}", std::process::id()));
    let measured = all(rig, report, &folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

async fn all(rig: &Rig, report: &mut Report, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let simulator = demo::Simulator::start(&folder.join("bureau")).await?;
    let app = assemble::app(&demo::config(folder, &simulator.address)?).await?;
    app.store.migrate().await?;
    let clock = assemble::clock();
    let pictures = approved(rig, &app, clock()).await?;

    let start = Instant::now();
    app.schedule(&Ctx::system(clock(), WORKER)).await?;
    let upload = loop {
        app::jobs::run_due(&app, WORKER, clock()).await?;
        let latest = app.store.latest_uploads(1).await?;
        if let Some(upload) = latest.into_iter().find(|u| u.state == UploadState::Accepted) {
            break upload;
        }
        ensure!(start.elapsed().as_secs() < 300, "the file does not arrive");
    };
    let sent = start.elapsed().as_secs_f64();
    ensure!(upload.filings.len() as u64 == FILINGS, "one file has them all");
    let context = format!("upload:{}", upload.id);
    let zip = app.objects.get(app.store.keys(), &context, &upload.object).await?;
    let raw = crossed(&simulator, &zip).await?;
    report.add(
        Figure::new("outbox_1000", sent, "s")
            .beside(raw, "the same bytes posted to the same program, which does not know them")
            .asked("< 2 s", sent < SEND_SECONDS)
            .note(format!(
                "{FILINGS} filings read, numbered, checked, packed, sealed, written down, sent and \
                 taken in by the simulator; {pictures} KB of pictures, {} KB of file",
                zip.len() / 1024
            )),
    );

    let name = "2026112400000001";
    let zip = results(&app, &upload.filings).await?;
    let object = app.objects.put(app.store.keys(), &format!("download:{name}"), &zip).await?;
    let mut tx = app.store.begin().await?;
    tx.insert_download_if_new(&DownloadRow {
        file_name: name.into(),
        object,
        received_at: clock(),
        processed_at: None,
        acknowledged_at: None,
        failures: 0,
        last_error: None,
        unread: Vec::new(),
        skipped: None,
    })
    .await?;
    tx.commit().await?;
    // Nothing else is to be done meanwhile.
    let now = clock() + Duration::seconds(1);
    for job in app.store.claim("nobody", now, Duration::hours(1), 10_000).await? {
        app.store.finish(&job, "nobody", now, Ok(())).await?;
    }
    let mut tx = app.store.begin().await?;
    tx.queue(&Work::ReadDownload { file_name: name.into() }.at(now), now).await?;
    tx.commit().await?;
    let start = Instant::now();
    app::jobs::run_due(&app, WORKER, now).await?;
    let heard = start.elapsed().as_secs_f64();
    let row = app.store.download(name).await?.context("the download is kept")?;
    ensure!(row.processed_at.is_some(), "the results were not processed");
    let raw = plain(&app, &upload.filings).await?;
    report.add(
        Figure::new("results_1000", heard, "s")
            .beside(raw, "the same filings read and saved, nothing decided")
            .asked("< 1 s", heard < RESULT_SECONDS)
            .note(format!(
                "{FILINGS} results in one file, seven of ten a refusal; one transaction"
            )),
    );
    app.store.close().await;
    Ok(())
}

/// The rig's filing once for each of so many sponsors, approved, with a small picture each; answers
/// how many kilobytes of pictures.
async fn approved(rig: &Rig, app: &App, now: Timestamp) -> anyhow::Result<usize> {
    let mut rows = Vec::new();
    for n in 0..FILINGS {
        rows.push(row(rig, app, n, now)?);
    }
    let flat = samples::id_back(&rig.journey.fonts, &samples::person(1));
    let small = samples::photograph(&flat, &samples::Shot::compliant(), 1);
    let small = thumbnail(&small.jpeg()?)?;
    let mut materials = Vec::new();
    for filing in &rows {
        let id = MaterialId::from_uuid(app.store.new_id());
        let context = format!("material:{id}");
        let object = app.objects.put(app.store.keys(), &context, &small).await?;
        materials.push(MaterialRow {
            id,
            filing: filing.id,
            service: None,
            slot: "sponsor_document".into(),
            object,
            width: 160,
            height: 120,
            evidence: None,
            superseded_at: None,
            created_at: now,
        });
    }
    let mut tx = app.store.begin().await?;
    tx.insert_account(&rig.account).await?;
    for row in &rows {
        tx.insert_filing(row).await?;
    }
    for material in &materials {
        tx.insert_material(material).await?;
    }
    tx.commit().await?;
    Ok(small.len() * rows.len() / 1024)
}

fn row(rig: &Rig, app: &App, n: u64, now: Timestamp) -> anyhow::Result<FilingRow> {
    let company = samples::company(50_000 + n);
    let mut draft = serde_json::to_value(&rig.filing.draft)?;
    let domain = format!("bench-{n}.com");
    draft["sponsor"]["name"] = json!(company.name);
    draft["sponsor"]["document"]["number"] = json!(company.uscc);
    let service = &mut draft["services"][0];
    service["id"] = json!(ServiceId::from_uuid(app.store.new_id()));
    service["domains"] = json!([domain]);
    service["hosts"] = json!([format!("www.{domain}")]);
    service["home_url"] = json!(format!("www.{domain}"));
    let draft: Draft = serde_json::from_value(draft)?;
    let dossier = check::complete(&draft, &CheckContext::shipped(rig.filing.kind, now))
        .map_err(|found| anyhow::anyhow!("the draft has findings: {found:?}"))?;
    Ok(FilingRow {
        id: FilingId::from_uuid(app.store.new_id()),
        state: FilingState::AwaitingUpload { upload: Upload::Waiting },
        draft,
        dossier: Some(dossier),
        title: domain,
        submitted_at: Some(now),
        created_at: now,
        updated_at: now,
        ..rig.filing.clone()
    })
}

/// A few kilobytes of a photograph.
fn thumbnail(jpeg: &[u8]) -> anyhow::Result<Vec<u8>> {
    let config = crate::config::Config::load(None, &[])?;
    let picture = assemble::vision(&config).decode(jpeg);
    let picture = picture.map_err(|error| anyhow::anyhow!(error.code()))?;
    Ok(picture.to_jpeg(160, 8 * 1024))
}

/// How long the bytes alone take to the other process.
async fn crossed(simulator: &demo::Simulator, zip: &[u8]) -> anyhow::Result<f64> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let body = STANDARD.encode(zip);
    let address = format!("{}/ISPWebService/upDownLoad", simulator.address);
    let client = reqwest::Client::new();
    let start = Instant::now();
    client.post(address).body(body).send().await?.bytes().await?;
    Ok(start.elapsed().as_secs_f64())
}

/// A download with one result a filing, seven of ten a refusal, packed without compression.
async fn results(app: &App, filings: &[FilingId]) -> anyhow::Result<Vec<u8>> {
    let mut xml = String::from("<?xml version=\"1.0\"?><DownloadData><ICP><BAJG>");
    for (n, id) in filings.iter().enumerate() {
        let row = app.store.filing(*id).await?.context("a filing")?;
        let number = row.wire_ids.as_ref().and_then(|ids| ids["sponsor"].as_i64());
        let number = number.context("a filing that was sent has numbers")?;
        let code = if n % 10 < 7 { 1004 } else { 1062 };
        xml.push_str(&format!(
            "<Jg_xx><Jgxx><Jgdm>{code}</Jgdm><Dmms>-</Dmms></Jgxx><Czlx>1</Czlx>\
             <Bs>{number}</Bs></Jg_xx>"
        ));
    }
    xml.push_str("</BAJG></ICP></DownloadData>");
    Ok(stored("results.xml", xml.as_bytes())?)
}

/// A zip of one entry as it is.
fn stored(name: &str, bytes: &[u8]) -> Result<Vec<u8>, std::num::TryFromIntError> {
    let mut crc = Crc::new();
    crc.update(bytes);
    let (length, title) = (u32::try_from(bytes.len())?, u16::try_from(name.len())?);
    let mut common = Vec::new();
    for two in [20_u16, 0, 0, 0, 0x21] {
        common.extend(two.to_le_bytes());
    }
    for four in [crc.sum(), length, length] {
        common.extend(four.to_le_bytes());
    }
    common.extend(title.to_le_bytes());
    common.extend([0, 0]);
    let mut zip = b"PK\x03\x04".to_vec();
    zip.extend(&common);
    zip.extend(name.as_bytes());
    zip.extend(bytes);
    let directory = u32::try_from(zip.len())?;
    zip.extend(b"PK\x01\x02\x14\x00");
    zip.extend(&common);
    zip.extend([0; 14]);
    zip.extend(name.as_bytes());
    let size = u32::try_from(zip.len())? - directory;
    zip.extend(b"PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00");
    zip.extend(size.to_le_bytes());
    zip.extend(directory.to_le_bytes());
    zip.extend([0, 0]);
    Ok(zip)
}

/// Reading and saving the same filings in one transaction.
async fn plain(app: &App, filings: &[FilingId]) -> anyhow::Result<f64> {
    let start = Instant::now();
    let mut tx = app.store.begin().await?;
    for id in filings {
        let row = tx.filing(*id).await?.context("a filing")?;
        tx.save_draft(&row).await?;
    }
    tx.commit().await?;
    Ok(start.elapsed().as_secs_f64())
}

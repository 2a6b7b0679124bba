//! The file for the bureau: XML in GBK with the pictures inside, checked, packed, hashed.

use super::{
    figure::{Figure, Report, median},
    rig::Rig,
};
use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD};
use bureau::{Attachment, ReportMode, Submission, WireIds};
use filing::check::{self, CheckContext};
use flate2::{Compression, write::DeflateEncoder};
use std::{collections::BTreeMap, hint::black_box, io::Write, time::Instant};

/// V3.0 allows 50 MB of XML a file.
const MOST_XML: usize = 50 << 20;

pub async fn measure(rig: &Rig, report: &mut Report) -> anyhow::Result<()> {
    let (row, app) = (&rig.filing, &rig.journey.running.app);
    let context = CheckContext::shipped(row.kind, row.updated_at);
    let dossier = check::complete(&row.draft, &context)
        .map_err(|found| anyhow::anyhow!("the draft has {} findings", found.len()))?;
    let attachments = app.attachments(row.id).await?;
    let bytes: usize = attachments.iter().map(|attachment| attachment.jpeg.len()).sum();
    let needed = i64::try_from(WireIds::count_needed(&dossier))?;
    for (name, count, runs) in [("bureau_file_1", 1_usize, 9_usize), ("bureau_file_100", 100, 3)] {
        // Pictures of so many filings fit one file only up to a point: then as many as fit.
        let fitting = (MOST_XML / (bytes * 4 / 3 + (64 << 10))).max(1);
        let with_pictures = count.min(fitting);
        let ids: Vec<WireIds> = (0..count)
            .map(|n| Ok(WireIds::number(&dossier, 1 + i64::try_from(n)? * needed)))
            .collect::<anyhow::Result<_>>()?;
        let carried = |n: usize| -> Vec<Attachment> {
            if n < with_pictures { attachments.clone() } else { Vec::new() }
        };
        let submissions: Vec<Submission<'_>> = ids
            .iter()
            .enumerate()
            .map(|(n, ids)| Submission {
                dossier: &dossier,
                ids,
                record: None,
                attachments: carried(n),
                confirmers: Vec::new(),
                verified_at: BTreeMap::new(),
                report_mode: ReportMode::OnBehalf,
                filing_password: None,
            })
            .collect();
        let (mut built, mut raw) = (Vec::new(), Vec::new());
        let mut size = 0;
        for _ in 0..runs {
            let start = Instant::now();
            let file = app.bureau.prepare(&submissions).context("the bureau's file")?;
            built.push(start.elapsed().as_secs_f64() * 1000.0);
            size = file.bytes.len();
            let xml = file.xml()?;
            let start = Instant::now();
            for attachment in submissions.iter().flat_map(|s| &s.attachments) {
                black_box(STANDARD.encode(black_box(&attachment.jpeg)));
            }
            black_box(deflated(xml.as_bytes())?);
            raw.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        report.add(
            Figure::new(name, median(built), "ms")
                .beside(median(raw), "base64 of its pictures and deflate of its XML, nothing else")
                .note(format!(
                    "{count} filings, {with_pictures} of them with {} pictures ({} KB); the file \
                     has {} KB",
                    attachments.len(),
                    bytes / 1024,
                    size / 1024
                )),
        );
    }
    Ok(())
}

fn deflated(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

//! Reading pictures of each kind, and refusing what would burst.

use super::{
    figure::{Figure, Report, median},
    process,
};
use crate::{assemble, config::Config};
use anyhow::{Context, ensure};
use samples::{Fonts, Prompt, SheetText, Shot};
use std::time::{Duration, Instant};
use vision::{Claim, DocKind, Vision};

const RUNS: usize = 5;
const SEED: u64 = 20_261;

pub fn measure(report: &mut Report) -> anyhow::Result<()> {
    let mut config = Config::load(None, &[])?;
    config.vision.threads = 1;
    let vision = assemble::vision(&config);
    bombs(&vision, report)?;
    let status = vision.status();
    ensure!(status.ready(), "no engine or models: cargo xtask models");
    let engine = format!("{:?}", status.engine).to_lowercase();
    let engine = engine.trim_start_matches("some(").trim_end_matches(')').to_owned();
    let fonts = Fonts::load(&config.vision.assets)?;
    let (company, person) = (samples::company(SEED), samples::person(SEED));
    let sheet = SheetText::of_organisation(&company, &person);
    let papers = [
        ("picture_id_front", DocKind::IdFront, samples::id_front(&fonts, &person)),
        ("picture_id_back", DocKind::IdBack, samples::id_back(&fonts, &person)),
        ("picture_licence", DocKind::Licence, samples::licence(&fonts, &company)),
        ("picture_sheet", DocKind::Sheet, samples::verification_sheet(&fonts, &sheet)),
    ];
    for (name, kind, flat) in papers {
        let jpeg = samples::photograph(&flat, &Shot::compliant(), SEED).jpeg()?;
        let (mut read, mut decoded, mut wall) = (Vec::new(), Vec::new(), Vec::new());
        for run in 0..=RUNS {
            let (start, before) = (Instant::now(), process::processor_time()?);
            let picture = vision.decode(&jpeg).map_err(|error| anyhow::anyhow!(error.code()))?;
            let between = process::processor_time()?;
            let seen = vision.inspect(&picture, Claim::Kind(kind))?;
            let after = process::processor_time()?;
            ensure!(seen.doc_type == kind, "{name} was read as {:?}", seen.doc_type);
            // The first run loads the models.
            if run > 0 {
                wall.push(milliseconds(start.elapsed()));
                decoded.push(milliseconds(between - before));
                read.push(milliseconds(after - before));
            }
        }
        report.add(
            Figure::new(name, median(read), "CPU ms")
                .beside(median(decoded), "decoding the JPEG alone")
                .note(format!("{engine}, one thread; wall {:.0} ms", median(wall))),
        );
    }
    Ok(())
}

/// A header that promises two gigapixels is refused before anything is unpacked.
fn bombs(vision: &Vision, report: &mut Report) -> anyhow::Result<()> {
    let frames = samples::portrait_frames(SEED, Prompt::LookStraight);
    let frame = frames.first().context("a prompt has frames")?;
    let good = samples::encode_jpeg(frame, 80, None, false)?;
    let bomb = samples::gigapixel_png();
    process::forget_most_resident()?;
    let before = process::resident(std::process::id())?;
    let (mut refused, mut taken) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let start = Instant::now();
        ensure!(vision.decode(&bomb).is_err(), "two gigapixels were taken");
        refused.push(start.elapsed().as_secs_f64() * 1e6);
        let start = Instant::now();
        ensure!(vision.decode(&good).is_ok(), "a good picture was refused");
        taken.push(start.elapsed().as_secs_f64() * 1e6);
    }
    let grown = process::mebibytes((process::most_resident()? - before).max(0.0));
    let time = median(refused);
    report.add(
        Figure::new("bomb", time, "µs")
            .beside(median(taken), "taking a good JPEG, a frame of a portrait")
            .asked("< 5 ms, < 16 MiB", time < 5000.0 && grown < 16.0)
            .note(format!(
                "65 500 × 32 800 pixels in {} bytes: refused, memory grew by {grown:.1} MiB at most",
                bomb.len()
            )),
    );
    Ok(())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

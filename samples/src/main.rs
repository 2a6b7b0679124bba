//! `samples`: writes synthetic documents and photographs of them.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};
use samples::{Fonts, SheetText, Shot, organisation, person, photograph};

/// Synthetic documents and photographs of them; nothing real.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// One document as a PNG or JPEG.
    One {
        kind: Kind,
        /// What to draw it from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Photograph it instead of giving the flat render.
        #[arg(long)]
        photo: Option<Tier>,
        /// File to write; the ending picks the format.
        #[arg(short, long)]
        output: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    IdFront,
    IdBack,
    Licence,
    Landscape,
    Portrait,
    Sheet,
    Commitment,
}

#[derive(Clone, Copy, ValueEnum)]
enum Tier {
    Compliant,
    Medium,
    Hard,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::One { kind, seed, photo, output } => {
            let fonts = Fonts::find()?;
            let body = organisation(seed);
            let flat = match kind {
                Kind::IdFront => samples::id_front(&fonts, &person(seed)),
                Kind::IdBack => samples::id_back(&fonts, &person(seed)),
                Kind::Licence => samples::licence(&fonts, &body),
                Kind::Landscape => samples::licence_landscape_2019(&fonts, &body),
                Kind::Portrait => samples::licence_portrait_old(&fonts, &body),
                Kind::Sheet => samples::verification_sheet(
                    &fonts,
                    &SheetText::of_organisation(&body, &person(seed)),
                ),
                Kind::Commitment => {
                    samples::commitment(&fonts, &SheetText::of_organisation(&body, &person(seed)))
                }
            };
            let image = match photo {
                None => flat,
                Some(tier) => {
                    let shot = match tier {
                        Tier::Compliant => Shot::compliant(),
                        Tier::Medium => Shot::medium(),
                        Tier::Hard => Shot::hard(),
                    };
                    photograph(&flat, &shot, seed).image
                }
            };
            image.save(&output).with_context(|| format!("cannot write {}", output.display()))
        }
    }
}

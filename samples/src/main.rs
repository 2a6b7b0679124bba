//! `samples`: writes synthetic documents and photographs of them.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use clap::{Parser, Subcommand, ValueEnum};
use samples::{
    DocumentKind, Fault, Fonts, Prompt, Shot, document, hostile_files, photograph, portrait_frames,
};

/// Synthetic documents and photographs of them; nothing real.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A set of photographs with labels.json.
    Set {
        /// Folder to write into.
        folder: PathBuf,
        /// How many pictures.
        #[arg(long, default_value_t = 60)]
        count: usize,
        /// What to draw them from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// One document: the flat render, or with --shot a photograph of it.
    One {
        /// id_front, id_back, licence, institution, passport, sheet or commitment.
        #[arg(value_parser = kind)]
        kind: DocumentKind,
        /// What to draw it from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Photograph it that well.
        #[arg(long)]
        shot: Option<Tier>,
        /// Photograph it with a fault: blur, glare, cut_corner, too_far, dark, bright, copy_grey,
        /// copy_colour, screen_lcd or screen_phone.
        #[arg(long, value_parser = fault)]
        fault: Option<Fault>,
        /// File to write: .png, or .jpg for what a phone would store.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// The frames of a drawn face that follows a prompt, as PNG files.
    Frames {
        prompt: Movement,
        /// What to draw the face from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Folder to write into.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Files that must be refused: claims of gigapixels, wrong kinds, broken transfers.
    Hostile {
        /// Folder to write into.
        folder: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Tier {
    Compliant,
    Medium,
    Hard,
}

#[derive(Clone, Copy, ValueEnum)]
enum Movement {
    Straight,
    Left,
    Right,
    Mouth,
}

fn kind(name: &str) -> Result<DocumentKind, String> {
    DocumentKind::from_name(&name.replace('-', "_"))
        .ok_or_else(|| format!("one of {}", DocumentKind::ALL.map(DocumentKind::name).join(", ")))
}

fn fault(name: &str) -> Result<Fault, String> {
    Fault::ALL
        .into_iter()
        .find(|fault| fault.name() == name)
        .ok_or_else(|| format!("one of {}", Fault::ALL.map(Fault::name).join(", ")))
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Set { folder, count, seed } => {
            let labels = samples::set(&Fonts::find()?, &folder, count, seed)?;
            println!("{} pictures and labels.json in {}", labels.len(), folder.display());
        }
        Command::One { kind, seed, shot, fault, output } => {
            let made = document(&Fonts::find()?, kind, seed);
            if shot.is_none() && fault.is_none() {
                return save(&made.flat, &output);
            }
            let mut how = match shot {
                Some(Tier::Medium) => Shot::medium(),
                Some(Tier::Hard) => Shot::hard(),
                Some(Tier::Compliant) | None => Shot::compliant(),
            };
            how.fault = fault;
            let photo = photograph(&made.flat, &how, seed);
            if output.extension().is_some_and(|ending| ending == "jpg" || ending == "jpeg") {
                write(&output, &photo.jpeg()?)?;
            } else {
                save(&photo.image, &output)?;
            }
        }
        Command::Frames { prompt, seed, output } => {
            let prompt = match prompt {
                Movement::Straight => Prompt::LookStraight,
                Movement::Left => Prompt::TurnLeft,
                Movement::Right => Prompt::TurnRight,
                Movement::Mouth => Prompt::OpenMouth,
            };
            make_folder(&output)?;
            for (i, frame) in portrait_frames(seed, prompt).iter().enumerate() {
                save(frame, &output.join(format!("frame{i:02}.png")))?;
            }
        }
        Command::Hostile { folder } => {
            make_folder(&folder)?;
            for file in hostile_files()? {
                write(&folder.join(file.name), &file.bytes)?;
            }
        }
    }
    Ok(())
}

fn make_folder(path: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn save(image: &image::RgbImage, path: &Path) -> anyhow::Result<()> {
    image.save(path).map_err(|e| anyhow!("cannot write {}: {e}", path.display()))
}

//! `nightdesk read`: documents in, one JSON object per story out
//! (`docs/formats.md`).

use super::{put, tell};
use std::{
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use story::Format;

#[derive(clap::Args)]
pub struct Args {
    /// What the documents are; found out from their bytes unless said.
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = format)]
    format: Auto,
    /// Print, instead of the story, what each stretch of a plain text became,
    /// with its place.
    #[arg(long)]
    parts: bool,
    /// The documents; `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy)]
struct Auto(Option<Format>);

fn format(word: &str) -> Result<Auto, String> {
    match (word, Format::parse(word)) {
        ("auto", _) => Ok(Auto(None)),
        (_, Some(format)) => Ok(Auto(Some(format))),
        _ => {
            let known: Vec<_> = Format::ALL.iter().map(|f| f.as_str()).collect();
            Err(format!("use auto, {}", known.join(", ")))
        }
    }
}

/// 0 if all was read, 1 if some was not.
pub fn run(args: &Args) -> ExitCode {
    let mut failed = false;
    for file in &args.files {
        let name = file.display().to_string();
        let bytes = match bytes(file) {
            Ok(bytes) => bytes,
            Err(e) => {
                tell(&format!("{name}: can't be opened: {e}; check the name and its rights"));
                failed = true;
                continue;
            }
        };
        let hint =
            wire::Hint { format: args.format.0, name: Some(name.clone()), ..wire::Hint::default() };
        if args.parts {
            match print_parts(&bytes, &hint) {
                Ok(true) => {}
                Ok(false) => return ExitCode::FAILURE,
                Err(e) => {
                    tell(&format!("{name}: {e}"));
                    failed = true;
                }
            }
            continue;
        }
        match wire::read(&bytes, &hint) {
            Ok(read) => {
                for trouble in &read.troubles {
                    tell(&format!("{name}: {trouble}"));
                    failed = true;
                }
                for story in read.stories.iter().chain(&read.aside) {
                    if let Err(e) = put(&wire::json_line(story)) {
                        tell(&format!("the output can't be written: {e}"));
                        return ExitCode::FAILURE;
                    }
                }
            }
            Err(e) => {
                tell(&format!("{name}: {e}"));
                failed = true;
            }
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A stretch of a plain text; places are counted in characters.
#[derive(serde::Serialize)]
struct PartLine<'t> {
    part: wire::Part,
    start: usize,
    end: usize,
    text: &'t str,
}

/// False if the output can't be written.
fn print_parts(bytes: &[u8], hint: &wire::Hint) -> Result<bool, String> {
    let text = wire::plain_text(bytes, hint)
        .map_err(|e| e.to_string())?
        .ok_or("only a plain text has parts to show; leave --parts out")?;
    let read = wire::read(bytes, hint).map_err(|e| e.to_string())?;
    let received = read.stories.first().ok_or("there is no story in it")?;
    let stretches = wire::outline(&text, &received.story);
    if stretches.is_empty() {
        return Err("it is too long to show its parts (200 kB at most); leave --parts out".into());
    }
    let chars = desk::Chars::new(&text);
    for s in stretches {
        let place = chars.of(desk::Span::new(s.place.start, s.place.end));
        let words = text.get(s.place).unwrap_or_default();
        let line = PartLine { part: s.part, start: place.start, end: place.end, text: words };
        if let Err(e) = put(&line) {
            tell(&format!("the output can't be written: {e}"));
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) fn bytes(file: &Path) -> std::io::Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(file)
}

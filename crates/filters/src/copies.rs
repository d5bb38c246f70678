//! `nightdesk desk copies`: stories in, each pair of them of which one is a
//! copy of the other out; or pairs of texts in, each with its containment out.

use crate::{Failed, lines, stories};
use desk::{containment, copies};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: lines::Input,
}

/// Two texts to compare, or one story to hold against all others.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Pair {
        text1: String,
        text2: String,
        #[serde(default)]
        a: Value,
        #[serde(default)]
        b: Value,
    },
    Story(stories::Line),
}

#[derive(Serialize)]
struct Answer<'a> {
    a: &'a Value,
    b: &'a Value,
    containment: f32,
}

pub fn run(args: &Args) -> Result<ExitCode, Failed> {
    let mut out = lines::Output::new();
    let mut all: Vec<stories::Line> = Vec::new();
    let broken = args.input.each(|line: Line| match line {
        Line::Pair { text1, text2, a, b } => {
            out.put(&Answer { a: &a, b: &b, containment: containment(&text1, &text2) })
        }
        Line::Story(line) => {
            all.push(line);
            Ok(())
        }
    })?;
    for (a, b, containment) in copies(all.iter().map(|l| l.text.as_str())) {
        if let (Some(a), Some(b)) = (all.get(a), all.get(b)) {
            out.put(&Answer { a: &a.id, b: &b.id, containment })?;
        }
    }
    out.end()?;
    Ok(ExitCode::from(u8::from(broken > 0)))
}

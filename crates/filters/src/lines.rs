//! JSON Lines in and out: a line that can't be read is told with its number,
//! and the others go on.

use crate::Failed;
use serde::{Serialize, de::DeserializeOwned};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Where the lines come from.
#[derive(clap::Args)]
pub struct Input {
    /// JSON Lines; `-` for standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
}

impl Input {
    /// Calls `each` with every line that can be read. Gives how many could
    /// not; these are told on standard error.
    pub fn each<T: DeserializeOwned>(
        &self,
        mut each: impl FnMut(T) -> Result<(), Failed>,
    ) -> Result<usize, Failed> {
        let name = self.file.display();
        let mut broken = 0;
        for (at, line) in open(&self.file)?.split(b'\n').enumerate() {
            let line = line.map_err(|e| format!("{name}: line {}: {e}", at + 1))?;
            if line.trim_ascii().is_empty() {
                continue;
            }
            match serde_json::from_slice(&line) {
                Ok(value) => each(value)?,
                Err(e) => {
                    broken += 1;
                    eprintln!("{name}: line {}: {e}; it is left out", at + 1);
                }
            }
        }
        Ok(broken)
    }

    /// All lines that can be read, and how many could not.
    pub fn all<T: DeserializeOwned>(&self) -> Result<(Vec<T>, usize), Failed> {
        let mut all = Vec::new();
        let broken = self.each(|value| {
            all.push(value);
            Ok(())
        })?;
        Ok((all, broken))
    }
}

fn open(file: &Path) -> Result<Box<dyn BufRead>, Failed> {
    if file == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let opened = std::fs::File::open(file).map_err(|e| {
        format!("{}: can't be opened: {e}; check the name and its rights", file.display())
    })?;
    Ok(Box::new(BufReader::new(opened)))
}

/// Standard output, one JSON object a line.
pub struct Output(BufWriter<std::io::StdoutLock<'static>>);

impl Output {
    /// Buffered; flushed by [`Output::end`].
    pub fn new() -> Self {
        Self(BufWriter::new(std::io::stdout().lock()))
    }

    /// Writes one line.
    pub fn put(&mut self, value: &impl Serialize) -> Result<(), Failed> {
        serde_json::to_writer(&mut self.0, value)?;
        self.0.write_all(b"\n")?;
        Ok(())
    }

    /// Writes out what is buffered.
    pub fn end(mut self) -> Result<(), Failed> {
        Ok(self.0.flush()?)
    }
}

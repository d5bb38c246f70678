//! Reads files and prints what they hold as JSON Lines; troubles go to
//! standard error. A look at documents without a database.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let mut told = std::io::stderr().lock();
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name)?;
        match wire::read(&bytes, &wire::Hint { name: Some(name.clone()), ..Default::default() }) {
            Ok(read) => {
                for story in &read.stories {
                    writeln!(out, "{}", wire::json_line(story))?;
                }
                for trouble in &read.troubles {
                    writeln!(told, "{name}: {}: {trouble}", read.format.as_str())?;
                }
            }
            Err(e) => writeln!(told, "{name}: {e}")?,
        }
    }
    Ok(())
}

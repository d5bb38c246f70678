//! Prints the stories of files, one JSON object a line: `read FILE…`.
#![allow(clippy::print_stdout)]

fn main() {
    for path in std::env::args().skip(1) {
        let bytes = match std::fs::read(&path) {
            Ok(b) => b,
            Err(e) => {
                eprintln!("{path}: {e}");
                continue;
            }
        };
        let hint = wire::Hint { name: Some(path.clone()), ..wire::Hint::default() };
        match wire::read(&bytes, &hint) {
            Ok(read) => {
                eprintln!("{path}: {} with {} stories", read.format.as_str(), read.stories.len());
                for trouble in &read.troubles {
                    eprintln!("{path}: {trouble}");
                }
                for story in &read.stories {
                    println!("{}", wire::json_line(story));
                }
            }
            Err(e) => eprintln!("{path}: {e}"),
        }
    }
}

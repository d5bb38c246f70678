//! Every format's reader: the first byte says which, or that it is found out.
#![no_main]

use libfuzzer_sys::fuzz_target;
use story::Format;

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let hint = wire::Hint {
        format: Format::ALL.get(usize::from(*which) % (Format::ALL.len() + 1)).copied(),
        name: Some("https://post.example/feed".to_owned()),
        ..wire::Hint::default()
    };
    match wire::read(bytes, &hint) {
        Ok(read) => {
            for story in &read.stories {
                assert!(!story.keys.is_empty());
                wire::json_line(story);
            }
        }
        Err(e) => assert!(!e.place.is_empty() && !e.what.is_empty() && !e.mend.is_empty()),
    }
});

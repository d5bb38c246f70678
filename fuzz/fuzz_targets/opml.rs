//! Lists of feeds: what was read is written, and read again the same.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = wire::opml::read(bytes)
        && !list.feeds.is_empty()
    {
        let again = wire::opml::read(wire::opml::write("t", &list.feeds).as_bytes());
        assert_eq!(again.map(|l| l.feeds.len()), Ok(list.feeds.len()));
    }
});

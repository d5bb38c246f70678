//! The feeds that a page names are web addresses, whatever the page.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for feed in wire::feeds_of(bytes, Some("https://post.example/")) {
        assert!(feed.url.starts_with("http://") || feed.url.starts_with("https://"));
    }
});

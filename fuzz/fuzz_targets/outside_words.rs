//! Small words from outside: robots.txt, a hub's question, a hub's signature.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    wire::fetch::allowed(bytes, "https://post.example/a?b=c");
    let text = String::from_utf8_lossy(bytes);
    let _ = wire::websub::asked(&text, "https://post.example/feed");
    assert!(!wire::websub::signed(&text, "a secret nobody guesses", bytes));
});

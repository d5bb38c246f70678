//! A flattened text is taken apart, whatever it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wire::anatomy::{Known, anatomy};

fuzz_target!(|text: &str| {
    anatomy(text, &Known::default());
});

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| session_shop::fuzzing::run("json_input", data));

//! The press by itself, as a script calls it.

use serde_json::Value;
use sink::{Options, Sink};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_sends_every_mail_once_and_accounts_for_it() {
    for args in [&["--ahead"][..], &["--no-dkim"], &["--no-ledger"], &["--no-dkim", "--no-ledger"]]
    {
        let taken: Arc<Mutex<Vec<sink::Mail>>> = Arc::default();
        let log = taken.clone();
        let options = Options {
            on_mail: Some(Arc::new(move |mail| log.lock().unwrap().push(mail))),
            ..Options::default()
        };
        let sink = Sink::bind("127.0.0.1:0", options).await.unwrap();
        // The sink serves on the other threads meanwhile.
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_nightdesk"))
            .args(["press", "bench", "--count", "300", "--connections", "4", "--json"])
            .args(["--size", "15000", "--smtp", &sink.addr().to_string()])
            .args(args)
            .output()
            .unwrap();
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        let told: Value = serde_json::from_slice(&out.stdout).unwrap();
        for figure in ["mails", "sum", "frozen"] {
            assert_eq!(told[figure], 300, "{args:?}: {told}");
        }
        assert_eq!(told["ahead_seconds"].is_number(), args.contains(&"--ahead"), "{told}");
        let mails = taken.lock().unwrap();
        let to: HashSet<_> = mails.iter().flat_map(|m| m.to.clone()).collect();
        assert_eq!((mails.len(), to.len()), (300, 300), "{args:?}");
        let signed = mails.iter().filter(|m| m.bytes.starts_with(b"DKIM-Signature:")).count();
        assert_eq!(signed, if args.contains(&"--no-dkim") { 0 } else { 300 }, "{args:?}");
    }
}

//! What one mail of about 40 KB costs the press, step by step and without a
//! network: `cargo bench -p press`. The whole, with ledger and server:
//! `nightdesk press bench` (benches/README.md).

// Invented values that are known to parse.
#![allow(clippy::unwrap_used)]

#[path = "../tests/it/sample/mod.rs"]
mod sample;

use divan::{Bencher, black_box};
use jiff::Timestamp;
use press::dkim::{self, Key, Signer};
use press::plate::{Imprint, Plate};
use press::session::{Event, Mail, Manners, Session, Tls};
use std::time::Instant;
use story::{Address, ReaderId};

fn main() {
    divan::main();
}

/// A plate whose imprints have 36 to 40 KB.
fn plate() -> Plate {
    let mut sheet = sample::sheet();
    loop {
        let plate = Plate::set(&sheet, &sample::envelope()).unwrap();
        if imprint(&plate).len() > 36_000 {
            return plate;
        }
        let more = sheet.sections[1].items[0].clone();
        sheet.sections[1].items.push(more);
    }
}

fn imprint(plate: &Plate) -> Vec<u8> {
    let mut out = Vec::new();
    imprint_into(plate, ReaderId(5), &mut out);
    out
}

fn imprint_into(plate: &Plate, reader: ReaderId, out: &mut Vec<u8>) {
    let address = Address::parse("ann@example.net").unwrap();
    let words = Imprint {
        name: "Ann Example",
        address: &address,
        unsubscribe: "https://news.example.org/u/0123456789abcdefghijklmnopqrstuv",
        unsubscribe_mail: None,
        manage: "https://news.example.org/m/0123456789abcdefghijklmnopqrstuv",
        message_id: &plate.message_id(reader),
    };
    plate.imprint(&words, out).unwrap();
}

fn body(mail: &[u8]) -> &[u8] {
    let end = mail.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    &mail[end + 4..]
}

#[divan::bench]
fn imprint_one(bencher: Bencher) {
    let (plate, mut out) = (plate(), Vec::new());
    bencher.bench_local(|| imprint_into(&plate, ReaderId(5), black_box(&mut out)));
}

#[divan::bench]
fn body_hash_of_an_imprint(bencher: Bencher) {
    let plate = plate();
    let mail = imprint(&plate);
    bencher.bench_local(|| plate.body_hash(black_box(body(&mail))));
}

#[divan::bench]
fn body_hash_of_any_mail(bencher: Bencher) {
    let mail = imprint(&plate());
    bencher.bench_local(|| dkim::body_hash(black_box(body(&mail))));
}

fn seal(bencher: Bencher, key: Key) {
    let plate = plate();
    let mail = imprint(&plate);
    let signer = Signer::new(&key, "news.example.org", "nd1").unwrap();
    bencher.bench_local(|| {
        signer.seal(black_box(&mail), |b| plate.body_hash(b), Timestamp::UNIX_EPOCH).unwrap()
    });
}

#[divan::bench]
fn seal_by_rsa_2048(bencher: Bencher) {
    seal(bencher, Key::generate().unwrap());
}

#[divan::bench]
fn seal_by_ed25519(bencher: Bencher) {
    seal(bencher, Key::generate_ed25519().unwrap());
}

#[divan::bench]
fn attach_a_seal(bencher: Bencher) {
    let plate = plate();
    let mail = imprint(&plate);
    let signer = Signer::new(&Key::generate().unwrap(), "news.example.org", "nd1").unwrap();
    let seal = signer.seal(&mail, |b| plate.body_hash(b), Timestamp::UNIX_EPOCH).unwrap();
    bencher.with_inputs(|| mail.clone()).bench_local_values(|mut mail| {
        signer.attach(&mut mail, &seal).unwrap();
        mail
    });
}

/// A mail through the session: commands, body, dot, and the server's answers.
#[divan::bench]
fn session_of_one_mail(bencher: Bencher) {
    let now = Instant::now();
    let manners = Manners {
        helo: "desk.example.org".into(),
        tls: Tls::None,
        login: None,
        auth: press::session::Auth::Password,
        patience: press::session::Patience::default(),
        pipelining: true,
        batch: "e1".into(),
        loopback: true,
    };
    let mut session = Session::new(manners, now);
    session.receive(b"220 x ESMTP\r\n250-x\r\n250-PIPELINING\r\n250 8BITMIME\r\n", now);
    session.outgoing().clear();
    assert_eq!(session.event(), Some(Event::Ready));
    let mail = imprint(&plate());
    let from = Address::parse("desk@news.example.org").unwrap();
    let to = Address::parse("ann@example.net").unwrap();
    let mut buffer = Vec::new();
    bencher.bench_local(|| {
        let mut message = std::mem::take(&mut buffer);
        message.clear();
        message.extend_from_slice(&mail);
        session.mail(Mail { id: 1, from: from.clone(), to: to.clone(), message }, now);
        session.outgoing().clear();
        session.receive(b"250 ok\r\n250 ok\r\n354 go\r\n", now);
        assert_eq!(session.event(), Some(Event::Holding(1)));
        session.outgoing().clear();
        session.permit(1, now);
        session.outgoing().clear();
        session.receive(b"250 2.0.0 Ok 1\r\n", now);
        match session.event() {
            Some(Event::Ended(1, _, back)) => buffer = back,
            other => unreachable!("the mail has its answer: {other:?}"),
        }
    });
}

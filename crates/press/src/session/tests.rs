//! A session against scripts: what the server says, what we say.

use super::*;
use proptest::prelude::*;
use std::collections::HashMap;
use story::RejectClass;

const EHLO: &str =
    "250-relay\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 SIZE 9000\r\n";

fn manners(tls: Tls) -> Manners {
    Manners {
        helo: "press.example.org".into(),
        tls,
        login: None,
        auth: Auth::Password,
        patience: Patience::default(),
        pipelining: true,
        batch: "e7".into(),
        loopback: true,
    }
}

fn mail(id: u64, to: &str, message: &str) -> Mail {
    Mail {
        id,
        from: Address::parse("desk@example.org").unwrap(),
        to: Address::parse(to).unwrap(),
        message: message.as_bytes().to_vec(),
    }
}

/// A session that has been greeted by a server with these extensions.
fn ready(ehlo: &str) -> Session {
    let now = Instant::now();
    let mut s = Session::new(manners(Tls::None), now);
    s.receive(b"220 relay\r\n", now);
    s.receive(ehlo.as_bytes(), now);
    assert_eq!(s.event(), Some(Event::Ready));
    s.outgoing().clear();
    s
}

fn said(s: &mut Session) -> String {
    String::from_utf8(std::mem::take(s.outgoing())).unwrap()
}

fn hear(s: &mut Session, text: &str) -> Vec<Event> {
    s.receive(text.as_bytes(), Instant::now());
    std::iter::from_fn(|| s.event()).collect()
}

#[test]
fn one_mail_with_pipelining_and_the_next_behind_its_dot() {
    let mut s = ready(EHLO);
    let now = Instant::now();
    s.mail(mail(1, "a@example.net", "Subject: x\r\n\r\n.dot\r\n"), now);
    assert_eq!(
        said(&mut s),
        "MAIL FROM:<desk@example.org> SIZE=20\r\nRCPT TO:<a@example.net>\r\nDATA\r\n"
    );
    assert_eq!(hear(&mut s, "250 ok\r\n250 ok\r\n354 go\r\n"), [Event::Holding(1)]);
    assert_eq!(said(&mut s), "Subject: x\r\n\r\n..dot\r\n", "the dot waits");
    assert!(!s.has_room());
    s.permit(1, now);
    assert!(s.has_room());
    s.mail(mail(2, "b@example.net", "x\r\n"), now);
    assert!(said(&mut s).starts_with(".\r\nMAIL FROM:"));
    let events = hear(&mut s, "250 2.0.0 Ok 1\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    assert!(
        matches!(&events[0], Event::Ended(1, Verdict::Accepted(w), _) if w == "250 2.0.0 Ok 1")
    );
    assert_eq!(events[1], Event::Holding(2));
}

#[test]
fn a_refused_recipient_does_not_mix_up_the_next() {
    for (case, replies, then) in [
        ("DATA refused too", "250 ok\r\n550 5.1.1 no\r\n503 no rcpt\r\n", "RSET\r\n"),
        ("DATA taken all the same", "250 ok\r\n550 5.1.1 no\r\n354 go\r\n", ".\r\n"),
    ] {
        let mut s = ready(EHLO);
        s.mail(mail(1, "a@example.net", "x\r\n"), Instant::now());
        said(&mut s);
        let events = hear(&mut s, replies);
        let no = Verdict::Rejected(RejectClass::Address, "550 5.1.1 no".into());
        assert_eq!(events, [Event::Ended(1, no, b"x\r\n".to_vec())], "{case}");
        assert_eq!(said(&mut s), then, "{case}");
        s.mail(mail(2, "b@example.net", "x\r\n"), Instant::now());
        assert_eq!(hear(&mut s, "250 whatever\r\n"), [], "{case}");
        let events = hear(&mut s, "250 ok\r\n250 ok\r\n354 go\r\n");
        assert_eq!(events, [Event::Holding(2)], "{case}");
    }
}

#[test]
fn what_a_lost_connection_means() {
    for (case, replies, permit, expected) in [
        ("in the commands", "250 ok\r\n", false, "unsent"),
        ("in the body", "250 ok\r\n250 ok\r\n354 go\r\n", false, "unsent"),
        ("after the dot", "250 ok\r\n250 ok\r\n354 go\r\n", true, "uncertain"),
        ("after half a reply", "250 ok\r\n250 ok\r\n354 go\r\n25", true, "uncertain"),
        ("after a refusal", "250 ok\r\n550 5.1.1 no\r\n", false, "rejected"),
    ] {
        let mut s = ready(EHLO);
        s.mail(mail(1, "a@example.net", "x\r\n"), Instant::now());
        let mut events = Vec::new();
        for (at, line) in replies.split_inclusive('\n').enumerate() {
            if at == 3 {
                s.permit(1, Instant::now());
            }
            events.extend(hear(&mut s, line));
        }
        if permit {
            s.permit(1, Instant::now());
        }
        s.close(Trouble::Broken("reset".into()));
        events.extend(std::iter::from_fn(|| s.event()));
        let got = events.iter().find_map(|e| match e {
            Event::Ended(_, Verdict::Unsent(_), _) => Some("unsent"),
            Event::Ended(_, Verdict::Uncertain(_), _) => Some("uncertain"),
            Event::Ended(_, Verdict::Rejected(..), _) => Some("rejected"),
            _ => None,
        });
        assert_eq!(got, Some(expected), "{case}");
        assert!(matches!(events.last(), Some(Event::Closed(_))), "{case}");
    }
}

#[test]
fn an_answer_before_the_dot_is_never_an_acceptance() {
    let mut s = ready(EHLO);
    s.mail(mail(1, "a@example.net", "x\r\n"), Instant::now());
    let events = hear(&mut s, "250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 taken\r\n");
    assert!(matches!(&events[1], Event::Ended(1, Verdict::Unsent(_), _)), "{events:?}");
    assert!(matches!(&events[2], Event::Closed(Trouble::Garbled(_))), "{events:?}");
}

#[test]
fn a_refusal_in_the_middle_of_the_body_is_heard() {
    let mut s = ready(EHLO);
    s.mail(mail(1, "a@example.net", "x\r\n"), Instant::now());
    let events = hear(&mut s, "250 ok\r\n250 ok\r\n354 go\r\n552 5.3.4 too big\r\n");
    let no = Verdict::Rejected(RejectClass::Sender, "552 5.3.4 too big".into());
    assert_eq!(events[1], Event::Ended(1, no, b"x\r\n".to_vec()));
    assert!(!s.out_of_step());
}

#[test]
fn without_pipelining_one_command_at_a_time() {
    let mut s = ready("250 relay\r\n");
    s.mail(mail(1, "a@example.net", "x\r\n"), Instant::now());
    assert_eq!(said(&mut s), "MAIL FROM:<desk@example.org>\r\n");
    assert_eq!(hear(&mut s, "250 ok\r\n"), []);
    assert_eq!(said(&mut s), "RCPT TO:<a@example.net>\r\n");
    hear(&mut s, "250 ok\r\n");
    assert_eq!(said(&mut s), "DATA\r\n");
    assert_eq!(hear(&mut s, "354 go\r\n"), [Event::Holding(1)]);
}

#[test]
fn tls_is_not_to_be_talked_out_of() {
    let now = Instant::now();
    for (case, ehlo, answer, fine) in [
        ("offered and taken", "250 STARTTLS", "220 go\r\n", true),
        ("not offered", "250 SIZE 1", "", false),
        ("refused", "250 STARTTLS", "554 no\r\n", false),
        ("more in clear behind it", "250 STARTTLS", "220 go\r\n250 evil\r\n", false),
    ] {
        let mut s = Session::new(manners(Tls::StartTls), now);
        s.receive(format!("220 hi\r\n250-relay\r\n{ehlo}\r\n").as_bytes(), now);
        let events = hear(&mut s, answer);
        if fine {
            assert_eq!(events, [Event::StartTls], "{case}");
            said(&mut s);
            s.secured(now);
            assert_eq!(said(&mut s), "EHLO press.example.org\r\n", "{case}");
        } else {
            assert!(matches!(events[..], [Event::Closed(Trouble::Tls(_))]), "{case}: {events:?}");
        }
    }
}

#[test]
fn a_password_does_not_go_in_clear() {
    let now = Instant::now();
    let login = Some(Login { user: "desk".into(), password: "secret".into() });
    let with = |loopback| Manners { login: login.clone(), loopback, ..manners(Tls::None) };
    let mut s = Session::new(with(false), now);
    s.receive(b"220 hi\r\n250-relay\r\n250 AUTH PLAIN LOGIN\r\n", now);
    assert!(matches!(s.event(), Some(Event::Closed(Trouble::Login(_)))));
    let mut s = Session::new(with(true), now);
    s.receive(b"220 hi\r\n250-relay\r\n250 AUTH LOGIN\r\n", now);
    assert!(said(&mut s).ends_with("AUTH LOGIN\r\n"));
    hear(&mut s, "334 VXNlcm5hbWU6\r\n");
    assert_eq!(said(&mut s), "ZGVzaw==\r\n");
    hear(&mut s, "334 UGFzc3dvcmQ6\r\n");
    assert_eq!(said(&mut s), "c2VjcmV0\r\n");
    assert_eq!(hear(&mut s, "235 welcome\r\n"), [Event::Ready]);
}

#[test]
fn what_the_server_can_not_take_is_not_given_to_it() {
    let mut s = ready("250-relay\r\n250-PIPELINING\r\n250 SIZE 10\r\n");
    s.mail(mail(1, "a@example.net", "more than ten octets\r\n"), Instant::now());
    s.mail(mail(2, "jürgen@example.net", "x\r\n"), Instant::now());
    let events: Vec<_> = std::iter::from_fn(|| s.event()).collect();
    assert!(matches!(&events[0], Event::Ended(1, Verdict::Rejected(RejectClass::Sender, _), _)));
    assert!(matches!(&events[1], Event::Ended(2, Verdict::Rejected(RejectClass::Mailbox, _), _)));
    assert_eq!(said(&mut s), "");
}

#[test]
fn patience_by_the_rfc() {
    let mut s = ready(EHLO);
    assert_eq!(s.deadline(), None, "nothing is owed between mails");
    let now = Instant::now();
    s.mail(mail(1, "a@example.net", "x\r\n"), now);
    let minutes = |s: &Session| s.deadline().map(|d| (d - now).as_secs().div_ceil(60));
    assert_eq!(minutes(&s), Some(5));
    s.receive(b"250 ok\r\n250 ok\r\n", now);
    assert_eq!(minutes(&s), Some(2));
    s.receive(b"354 go\r\n", now);
    assert_eq!(s.deadline(), None, "it is our turn");
    s.permit(1, now);
    assert_eq!(minutes(&s), Some(10));
    s.time_out();
    let events: Vec<_> = std::iter::from_fn(|| s.event()).collect();
    assert!(matches!(&events[1], Event::Ended(1, Verdict::Uncertain(_), _)), "{events:?}");
}

#[test]
fn extensions_are_used_where_offered() {
    for (ehlo, message, mail_line, rcpt) in [
        ("250-relay\r\n250 DSN\r\n", "x\r\n", " RET=HDRS ENVID=e7.1", " NOTIFY=FAILURE"),
        ("250-relay\r\n250 8BITMIME\r\n", "ä\r\n", " BODY=8BITMIME", ""),
        ("250-relay\r\n250 8BITMIME\r\n", "a\r\n", "", ""),
        ("250-relay\r\n250 SIZE\r\n", "a\r\n", " SIZE=3", ""),
    ] {
        let mut s = ready(ehlo);
        s.mail(mail(1, "a@example.net", message), Instant::now());
        assert_eq!(said(&mut s), format!("MAIL FROM:<desk@example.org>{mail_line}\r\n"));
        hear(&mut s, "250 ok\r\n");
        assert_eq!(said(&mut s), format!("RCPT TO:<a@example.net>{rcpt}\r\n"));
    }
    let mut s = ready("250 relay\r\n");
    s.mail(mail(1, "a@example.net", "ä\r\n"), Instant::now());
    let Some(Event::Ended(1, Verdict::Rejected(RejectClass::Sender, words), _)) = s.event() else {
        panic!("octets beyond ASCII were sent to a server that does not take them");
    };
    assert!(words.contains("8BITMIME"), "{words}");
}

#[test]
fn a_token_instead_of_a_password() {
    let now = Instant::now();
    let login = Some(Login { user: "desk".into(), password: "tok".into() });
    let mut s = Session::new(Manners { login, auth: Auth::Xoauth2, ..manners(Tls::None) }, now);
    s.receive(b"220 hi\r\n250-relay\r\n250 AUTH PLAIN XOAUTH2\r\n", now);
    // user=desk^Aauth=Bearer tok^A^A
    assert!(said(&mut s).ends_with("AUTH XOAUTH2 dXNlcj1kZXNrAWF1dGg9QmVhcmVyIHRvawEB\r\n"));
    hear(&mut s, "334 eyJzdGF0dXMiOiI0MDEifQ==\r\n");
    assert_eq!(said(&mut s), "\r\n", "the empty line that is owed");
    let events = hear(&mut s, "535 5.7.8 no\r\n");
    assert!(matches!(&events[..], [Event::Closed(Trouble::Login(w))] if w.contains("535")));
}

#[test]
fn a_server_that_lies_about_pipelining_is_found_out() {
    for (case, replies, silent) in [
        ("it threw RCPT and DATA away", "250 ok\r\n", true),
        ("it answers once for three", "354 go\r\n", false),
        ("it refuses once for three", "503 5.5.1 RCPT first\r\n", true),
        ("it answers too often", "250 ok\r\n250 ok\r\n250 ok\r\n", false),
        ("it refuses what it offers", "250 ok\r\n503 5.5.0 improper pipelining\r\n", false),
    ] {
        let mut s = ready(EHLO);
        s.mail(mail(1, "a@example.net", "x\r\n"), Instant::now());
        let mut events = hear(&mut s, replies);
        if silent {
            s.time_out();
            events.extend(std::iter::from_fn(|| s.event()));
        }
        assert!(s.out_of_step(), "{case}");
        assert!(matches!(events[0], Event::Ended(1, Verdict::Unsent(_), _)), "{case}: {events:?}");
        assert!(matches!(events[1], Event::Closed(_)), "{case}");
    }
    let now = Instant::now();
    let mut s = Session::new(Manners { pipelining: false, ..manners(Tls::None) }, now);
    s.receive(b"220 hi\r\n", now);
    hear(&mut s, EHLO);
    said(&mut s);
    s.mail(mail(1, "a@example.net", "x\r\n"), now);
    assert_eq!(said(&mut s), "MAIL FROM:<desk@example.org> SIZE=3\r\n", "one by one from then on");
}

/// A server's replies to three mails: accepted, refused at RCPT, deferred.
const THREE: &str = "250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 one\r\n\
    250 ok\r\n550 5.1.1 no\r\n503-bad\r\n503 sequence\r\n250 reset\r\n\
    250 ok\r\n250 ok\r\n354 go\r\n451-4.3.0 not\r\n451 4.3.0 now\r\n";

proptest! {
    #[test]
    fn replies_cut_anywhere_end_the_same(cuts in proptest::collection::vec(1_usize..40, 1..30)) {
        let mut s = ready(EHLO);
        let mut ends = HashMap::new();
        let mut waiting = vec![3, 2, 1];
        let mut cuts = cuts.into_iter().cycle();
        // The server answers only what it has heard: so many lines are due.
        let mut due = 0;
        let mut given = 0;
        let lines: Vec<&str> = THREE.split_inclusive("\r\n").collect();
        // Which commands each line is the end of an answer to.
        for _ in 0..200 {
            while s.has_room() && s.in_flight() == 0 {
                let Some(id) = waiting.pop() else { break };
                s.mail(mail(id, &format!("r{id}@example.net"), "x\r\n"), Instant::now());
            }
            let out = said(&mut s);
            due += out.matches("\r\n").count() - out.matches("x\r\n").count();
            let mut owed = String::new();
            while due > 0 && given < lines.len() {
                owed.push_str(lines[given]);
                if lines[given].as_bytes()[3] == b' ' { due -= 1; }
                given += 1;
            }
            let mut rest = owed.as_bytes();
            while !rest.is_empty() {
                let (now, later) = rest.split_at(cuts.next().unwrap().min(rest.len()));
                s.receive(now, Instant::now());
                rest = later;
            }
            while let Some(event) = s.event() {
                match event {
                    Event::Holding(id) => s.permit(id, Instant::now()),
                    Event::Ended(id, verdict, _) => { ends.insert(id, verdict); }
                    other => prop_assert!(false, "{other:?}"),
                }
            }
        }
        prop_assert_eq!(&ends[&1], &Verdict::Accepted("250 2.0.0 one".into()));
        prop_assert_eq!(&ends[&2], &Verdict::Rejected(RejectClass::Address, "550 5.1.1 no".into()));
        prop_assert_eq!(&ends[&3], &Verdict::Deferred("451 4.3.0 not 4.3.0 now".into()));
    }

    #[test]
    fn no_octets_make_it_panic_or_accept(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut s = ready(EHLO);
        s.mail(mail(1, "a@example.net", "x\r\n"), Instant::now());
        s.receive(&bytes, Instant::now());
        while let Some(event) = s.event() {
            prop_assert!(!matches!(event, Event::Ended(_, Verdict::Accepted(_), _)));
        }
    }

    #[test]
    fn the_body_never_holds_an_end(text in "([a.\\r\\n]|\\PC){0,60}") {
        let mut out = Vec::new();
        stuff(text.as_bytes(), &mut out);
        prop_assert!(memchr::memmem::find(&out, b"\n.\r\n").is_none());
        prop_assert!(memchr::memmem::find(&out, b"\n.\n").is_none());
        prop_assert!(!out.starts_with(b".\r\n"));
        prop_assert!(out.ends_with(b"\r\n"));
    }
}

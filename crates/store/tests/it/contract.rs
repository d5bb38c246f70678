//! The store's contract, once: every engine passes the same suite.

use crate::newsroom::{Desk, address, at, noon, title, told};
use jiff::{SignedDuration, civil::date};
use press::ledger::{Outcome, Permit, UncertainPolicy};
use std::sync::Arc;
use store::*;
use story::*;
use wire::inbox::{Inbox, Reading};

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn settings_and_secret(store: Arc<dyn Store>) {
    assert_eq!(store.setting::<u32>("relay").await.unwrap(), None);
    store.set_setting("relay", &1).await.unwrap();
    store.set_setting("relay", &2).await.unwrap();
    assert_eq!(store.setting::<u32>("relay").await.unwrap(), Some(2));
    let secret = store.secret().await.unwrap();
    assert_ne!(secret, [0; 32]);
    assert_eq!(store.secret().await.unwrap(), secret);
}

async fn decisions_are_kept_in_order_with_who_and_why(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let mark = store.decision_mark().await.unwrap();
    let (a, b) = (StoryId(7), StoryId(9));
    let facts = vec![Decision::Apart(a, b), Decision::Named(a, "Der Deich".into())];
    let why = "two dykes".to_owned();
    store.decide("parted them".into(), facts.clone(), desk.editor, why, noon()).await.unwrap();
    store
        .decide("joined".into(), vec![Decision::Same(a, b)], desk.editor, String::new(), noon())
        .await
        .unwrap();
    let kept = store.decisions().await.unwrap();
    let of: Vec<_> = kept.iter().map(|d| d.fact.clone()).collect();
    assert_eq!(of, [facts, vec![Decision::Same(a, b)]].concat());
    assert_eq!((kept[0].editor, kept[0].at), (desk.editor, noon()));
    assert_eq!((kept[0].act.as_str(), kept[0].why.as_str()), ("parted them", "two dykes"));
    assert!(!kept[0].editor_name.is_empty());
    assert_ne!(store.decision_mark().await.unwrap(), mark);

    // All facts of an act or none.
    let nobody = EditorId(4_711);
    let lost = store.decide("x".into(), vec![Decision::Outside(a)], nobody, String::new(), noon());
    assert!(lost.await.is_err());
    assert_eq!(store.decisions().await.unwrap().len(), 3);
}

async fn edits_of_points_are_kept_by_story_in_order(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    desk.file(vec![told("a", "One"), told("b", "Two")], noon()).await;
    let [one, two] = [StoryId(1), StoryId(2)];
    let key = |story, words: &str| PointKey { story, words: words.into(), own: false };
    let rewritten = PointEdit::Rewritten {
        point: key(one, "One: a teaser."),
        version: VersionId(1),
        text: "A “teaser”.".into(),
    };
    let hidden = PointEdit::Hidden(key(two, "Two: a teaser."));
    store.edit_point(one, rewritten.clone(), desk.editor, noon()).await.unwrap();
    store.edit_point(two, hidden.clone(), desk.chief, noon()).await.unwrap();
    let ordered = PointEdit::Ordered(vec![key(two, "x")]);
    store.edit_point(one, ordered.clone(), desk.editor, noon()).await.unwrap();
    let of = store.point_edits(&[one]).await.unwrap();
    assert_eq!(of.iter().map(|e| e.edit.clone()).collect::<Vec<_>>(), [rewritten, ordered]);
    let both = store.point_edits(&[two, one]).await.unwrap();
    assert!(both.len() == 3 && both.is_sorted_by_key(|e| e.id));
    let second = &both[1];
    assert_eq!((&second.edit, second.story, second.at), (&hidden, two, noon()));
    assert_eq!((second.editor, second.editor_name.as_str()), (desk.chief, "chief@example.org"));
    assert_eq!(store.point_edits(&[]).await.unwrap(), []);
    let nobody = store.edit_point(StoryId(99), hidden, desk.editor, noon()).await;
    assert!(nobody.is_err(), "an edit hangs on a story that is there");
}

async fn a_slot_carries_points_until_they_are_taken_back(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.edition().await;
    let edition = desk.load(id).await;
    let slot = edition.slots[0].clone();
    assert_eq!(slot.points, None);
    let point = SlotPoint {
        label: String::new(),
        text: "Nine boats are missing.".into(),
        story: slot.story,
        version: slot.version,
        source: "Courier".into(),
        edited: true,
        carriers: vec![],
    };
    let give = |points| EditionChange::Points { slot: slot.id, points };
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    let revision = desk.load(id).await.revision;
    let points = give(Some(vec![point.clone()]));
    store.change_edition(id, revision, points, desk.editor, noon()).await.unwrap();
    let changed = desk.load(id).await;
    assert_eq!(changed.slots[0].points.as_deref(), Some(&[point][..]));
    assert_ne!(changed.state(), EditionState::Approved, "other words, no approval");
    let stale = store.change_edition(id, revision, give(None), desk.editor, noon()).await;
    assert!(matches!(stale, Err(StoreError::Changed)));
    store.change_edition(id, changed.revision, give(None), desk.editor, noon()).await.unwrap();
    assert_eq!(desk.load(id).await.slots[0].points, None);
}

async fn editors_sessions_and_links(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let again = store.add_editor(
        address("CHIEF@example.org"),
        "x".into(),
        Role::Chief,
        String::new(),
        noon(),
    );
    assert!(again.await.is_err(), "one account an address, however it is spelled");
    let until = noon() + DAY;
    store.open_session([1; 32], desk.editor, noon(), until).await.unwrap();
    let whose = store.session([1; 32], noon()).await.unwrap().unwrap();
    assert_eq!((whose.id, whose.role), (desk.editor, Role::Editor));
    assert!(store.session([1; 32], until).await.unwrap().is_none(), "sessions end");
    store.set_password(desk.editor, "new".into()).await.unwrap();
    assert!(store.session([1; 32], noon()).await.unwrap().is_none(), "a new password ends them");
    store.add_pass([2; 32], Pass::Login(desk.chief), until).await.unwrap();
    assert_eq!(store.look_at_pass([2; 32], noon()).await.unwrap(), Some(Pass::Login(desk.chief)));
    assert_eq!(store.use_pass([2; 32], noon()).await.unwrap(), Some(Pass::Login(desk.chief)));
    assert_eq!(store.use_pass([2; 32], noon()).await.unwrap(), None, "once only");
}

async fn stories_and_their_versions(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let mark = store.story_mark().await.unwrap();
    let filed = desk.file(vec![told("a", "One"), told("b", "Two")], noon()).await;
    assert_eq!((filed.fresh, filed.changed, filed.same), (2, 0, 0));
    assert!(store.story_mark().await.unwrap() > mark);
    let filed = desk.file(vec![told("a", "One"), told("b", "Two, mended")], noon()).await;
    assert_eq!((filed.fresh, filed.changed, filed.same), (0, 1, 1));
    let filed = desk.file(vec![told("b", "Two")], noon()).await;
    assert_eq!(filed.same, 1, "an old version again changes nothing");
    let search = StoryFilter { search: Some("MENDED".into()), ..StoryFilter::default() };
    let found = store.stories(search).await.unwrap();
    assert_eq!((found.len(), found[0].versions), (1, 2));
    let versions = store.story_versions(found[0].id).await.unwrap();
    assert_eq!(versions[0].story.headline.as_deref(), Some("Two"));
    let newest = store.documents(desk.source, 9).await.unwrap().remove(1);
    let bytes = store.document_bytes(newest.id).await.unwrap().unwrap();
    let came = store.story_document(found[0].id).await.unwrap();
    assert_eq!(came, Some((newest.name, bytes)), "the document of the newest version");
    assert_eq!(store.count_stories().await.unwrap(), 2);
    assert_eq!(store.count_documents().await.unwrap(), 3);

    let late = Received {
        story: Story { published: Some(noon() - DAY), ..told("c", "Late").story },
        ..told("c", "Late")
    };
    assert_eq!(desk.file(vec![late], noon()).await.fresh, 1, "a late story with an older date");
}

async fn stories_are_read_in_batches_in_the_order_of_filing(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    assert_eq!(store.story_before_latest(10).await.unwrap(), StoryId(0));
    assert_eq!(store.stories_after(StoryId(0), 10).await.unwrap(), []);
    let names = ["One", "Two", "Three", "Four", "Five"];
    desk.file(names.map(|n| told(n, n)).to_vec(), noon()).await;
    desk.file(vec![told("Two", "Two, mended")], noon()).await;
    let mut read = Vec::new();
    let mut after = StoryId(0);
    loop {
        let batch = store.stories_after(after, 2).await.unwrap();
        assert!(batch.len() <= 2 && batch.is_sorted_by_key(|s| s.id));
        let Some(last) = batch.last() else { break };
        after = last.id;
        read.extend(batch.iter().map(|s| s.story.title()));
    }
    assert_eq!(read, ["One", "Two, mended", "Three", "Four", "Five"]);
    let before = store.story_before_latest(3).await.unwrap();
    assert_eq!(store.stories_after(before, 10).await.unwrap().len(), 3);
    assert_eq!(store.story_before_latest(5).await.unwrap(), StoryId(0));
}

async fn a_withdrawal_is_not_undone_by_an_older_version(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let numbered = |version, signal, headline: &str| Received {
        version: Some(version),
        signal,
        ..told("urn:x", headline)
    };
    desk.file(vec![numbered(1, Signal::Update, "One")], noon()).await;
    desk.file(vec![numbered(3, Signal::Withdrawal, "KILL")], noon()).await;
    for (case, comes) in [
        ("older", numbered(2, Signal::Update, "Two")),
        ("same number", numbered(3, Signal::Update, "Three")),
        ("no number", Received { version: None, ..numbered(0, Signal::Update, "None") }),
    ] {
        assert_eq!(desk.file(vec![comes], noon()).await.same, 1, "{case}");
    }
    let story = store.stories(StoryFilter::default()).await.unwrap().remove(0);
    assert_eq!(story.standing(noon()), Standing::Withdrawn);
    let back = numbered(4, Signal::Update, "Substitute");
    assert_eq!(desk.file(vec![back], noon()).await.changed, 1, "a higher number");
}

async fn a_broken_document_is_kept(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let document = Document {
        id: None,
        source: desk.source,
        name: "rss".into(),
        media: None,
        received: noon(),
        bytes: b"<rss".to_vec(),
    };
    let state = SourceState { failures: 1, next: Some(noon() + DAY), ..SourceState::default() };
    let broken = Reading::Broken { trouble: "line 1: not closed".into() };
    store.file(document, broken, state).await.unwrap();
    let kept = store.documents(desk.source, 10).await.unwrap().remove(0);
    assert_eq!(kept.trouble.as_deref(), Some("line 1: not closed"));
    assert_eq!(store.document_bytes(kept.id).await.unwrap().unwrap(), b"<rss");
    let due = wire::inbox::Inbox::due(&*store, noon(), 10).await.unwrap();
    assert!(due.is_empty(), "asked again only when its time has come");
    store.hurry_source(desk.source).await.unwrap();
    assert_eq!(wire::inbox::Inbox::due(&*store, noon(), 10).await.unwrap().len(), 1);
    let pasted = NewSource {
        name: "By hand".into(),
        place: Place::Paste,
        format: None,
        own: true,
        language: None,
        defaults: Defaults::default(),
    };
    store.add_source(pasted).await.unwrap();
    assert_eq!(wire::inbox::Inbox::due(&*store, noon(), 10).await.unwrap().len(), 1);
    store.pause_source(desk.source, true).await.unwrap();
    assert!(wire::inbox::Inbox::due(&*store, noon(), 10).await.unwrap().is_empty());
}

async fn a_subject_is_lost_with_its_story(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.edition().await;
    let lost = async |now| store.lost_subjects(desk.title, now).await.unwrap();
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    let hour = at("2026-03-02T05:30:00Z");
    let edition = desk.load(id).await.approved().unwrap();
    let plate = NewPlate { bytes: vec![1], sha256: "00".repeat(32), selector: String::new() };
    store.freeze(&edition, plate, hour).await.unwrap();
    assert_eq!(lost(hour).await, []);
    let told = |version, signal, embargo| Received {
        version: Some(version),
        signal,
        embargo,
        ..told("a", &format!("Dyke breaks, {version}"))
    };
    for (version, signal, embargo, gone) in [
        (2, Signal::Update, Some(hour + DAY), true),
        (3, Signal::Correction, None, false),
        (4, Signal::Hold, None, true),
        (5, Signal::Update, None, false),
        (6, Signal::Withdrawal, None, true),
    ] {
        desk.file(vec![told(version, signal, embargo)], hour).await;
        let expected = if gone { vec![id] } else { vec![] };
        assert_eq!(lost(hour).await, expected, "version {version}");
        if embargo.is_some() {
            assert_eq!(lost(hour + DAY).await, [], "its time has come");
        }
    }
}

async fn a_hub_is_remembered_beside_the_polls(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let push = Push {
        hub: "https://hub.example/".into(),
        topic: "http://courier.example/rss".into(),
        asked: noon(),
        until: Some(noon() + DAY),
        trouble: None,
    };
    let kept = async || store.source(desk.source).await.unwrap().unwrap();
    assert_eq!(kept().await.push, None);
    store.set_push(desk.source, Some(push.clone())).await.unwrap();
    let state = SourceState { failures: 3, ..SourceState::default() };
    wire::inbox::Inbox::settle(&*store, desk.source, state).await.unwrap();
    let source = kept().await;
    assert_eq!((source.push, source.state.failures), (Some(push.clone()), 3));
    assert_eq!(store.sources().await.unwrap()[0].push, Some(push.clone()));
    let mut new = NewSource {
        name: "The Courier".into(),
        place: source.place,
        format: None,
        own: true,
        language: None,
        defaults: Defaults::default(),
    };
    store.change_source(desk.source, new.clone()).await.unwrap();
    assert_eq!(kept().await.push, Some(push.clone()), "another name, the same place");
    new.place = Place::Url("http://courier.example/atom".into());
    store.change_source(desk.source, new).await.unwrap();
    assert_eq!(kept().await.push, None, "another place");
    store.set_push(desk.source, Some(push)).await.unwrap();
    store.set_push(desk.source, None).await.unwrap();
    assert_eq!(kept().await.push, None);
    assert!(store.set_push(SourceId(99), None).await.is_err());
}

async fn one_edition_a_title_and_date(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.edition().await;
    let again = NewEdition {
        newsletter: desk.title,
        date: date(2026, 3, 2),
        send_at: noon(),
        subject: "Another".into(),
        slots: vec![],
    };
    assert_eq!(store.lay_edition(again, noon()).await.unwrap(), None);
    let found = store.edition_of(desk.title, date(2026, 3, 2)).await.unwrap().unwrap();
    assert_eq!((found.id, found.subject.as_str()), (id, "Dyke breaks"));
}

async fn an_edition_is_changed_by_one_at_a_time(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.edition().await;
    let slot = desk.load(id).await.slots[0].id;
    let rewrite = |headline: &str| EditionChange::Rewrite {
        slot,
        headline: headline.into(),
        text: "T".into(),
    };
    let now = store.change_edition(id, 1, rewrite("Mine"), desk.editor, noon()).await.unwrap();
    assert_eq!(now, 2);
    let stale = store.change_edition(id, 1, rewrite("Theirs"), desk.chief, noon()).await;
    assert!(matches!(stale, Err(StoreError::Changed)));
    let empty = store.change_edition(id, 2, rewrite("  "), desk.chief, noon()).await;
    assert!(matches!(empty, Err(StoreError::Refused(_))));
    let gone = EditionChange::Order(vec![]);
    assert!(store.change_edition(id, 2, gone, desk.chief, noon()).await.is_err());
    let order = EditionChange::Order(vec![(slot, 2)]);
    store.change_edition(id, 2, order, desk.chief, noon()).await.unwrap();
    let edition = desk.load(id).await;
    assert_eq!((edition.slots[0].section, edition.slots[0].headline.as_str()), (2, "Mine"));
    assert_eq!(edition.state(), EditionState::InReview);
    assert!(store.edition_log(id).await.unwrap().iter().any(|l| l.act.contains("Dyke breaks")));
}

async fn nothing_is_frozen_that_no_chief_approved(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.edition().await;
    assert!(desk.step(id, EditionStep::Approve, desk.editor).await.is_err(), "an editor may not");
    assert!(desk.load(id).await.approved().is_err());
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    let approved = desk.load(id).await.approved().unwrap();
    let slot = approved.slots[0].id;
    let change = EditionChange::Rewrite { slot, headline: "New".into(), text: "T".into() };
    store.change_edition(id, approved.revision, change, desk.editor, noon()).await.unwrap();
    let plate = || NewPlate { bytes: vec![1], sha256: "00".into(), selector: String::new() };
    let hour = approved.send_at;
    let stale = store.freeze(&approved, plate(), hour).await;
    assert!(stale.is_err(), "a change takes the approval back, whoever still holds it");
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    let approved = desk.load(id).await.approved().unwrap();
    let early = store.freeze(&approved, plate(), hour - SignedDuration::from_secs(1)).await;
    assert!(matches!(early, Err(StoreError::Refused(_))), "never before its hour");
    store.freeze(&approved, plate(), hour).await.unwrap();
    assert!(store.freeze(&approved, plate(), hour).await.is_err(), "once only");
}

async fn what_comes_in_late_stops_the_edition(store: Arc<dyn Store>) {
    for (signal, embargo, approvable) in [
        (Signal::Correction, None, false),
        (Signal::Hold, None, false),
        (Signal::Withdrawal, None, false),
        (Signal::Update, Some(at("2026-03-02T09:00:00Z")), false),
        (Signal::Update, None, true),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let desk = match signal {
            Signal::Correction => Desk::set_up(store.clone()).await,
            _ => Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await,
        };
        let id = desk.edition().await;
        desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
        desk.file(vec![Received { signal, embargo, ..told("a", "Changed") }], noon()).await;
        let still = desk.load(id).await.state() == EditionState::Approved;
        assert_eq!(still, approvable, "{signal:?} {embargo:?}");
        assert_eq!(desk.store.stale_slots(id).await.unwrap().len(), 1);
        if !approvable {
            let refused = desk.step(id, EditionStep::Approve, desk.chief).await;
            assert!(matches!(refused, Err(StoreError::Refused(_))), "{signal:?}");
        }
    }
}

async fn sign_up_confirm_leave(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let proof = || Evidence { how: "form".into(), ..Evidence::default() };
    let ask = |mail: &str, now| {
        store.sign_up(desk.title, address(mail), "Ann".into(), Lang::of("en"), proof(), now)
    };
    let SignUp::Asked(ann) = ask("ann@example.org", noon()).await.unwrap() else {
        panic!("a new reader is asked to confirm")
    };
    assert_eq!(ask("ANN+x@example.org", noon()).await.unwrap(), SignUp::TooSoon);
    assert_eq!(store.count_readers(desk.title).await.unwrap().confirmed, 0);
    assert!(store.confirm(ann.id, desk.title, proof(), noon()).await.unwrap());
    assert_eq!(store.count_readers(desk.title).await.unwrap().confirmed, 1);
    assert_eq!(ask("ann@example.org", noon() + DAY).await.unwrap(), SignUp::There(ann.clone()));
    for _ in 0..2 {
        assert!(
            store.leave(ann.id, desk.title, proof(), noon()).await.unwrap(),
            "as often as one likes"
        );
    }
    assert!(!store.leave(ReaderId(99), desk.title, proof(), noon()).await.unwrap());
    let acts: Vec<_> = store.consents(ann.id).await.unwrap().iter().map(|c| c.act).collect();
    assert_eq!(acts, [ConsentAct::Asked, ConsentAct::Confirmed, ConsentAct::Left]);
    let back = store
        .import_readers(
            desk.title,
            vec![(address("ann@example.org"), String::new(), Lang::of("en"))],
            proof(),
            noon(),
        )
        .await
        .unwrap();
    assert_eq!(back.left, 1, "an import brings nobody back who left");
    assert!(!store.confirm(ann.id, desk.title, proof(), noon()).await.unwrap(), "an old link");
    let asked = ask("ann@example.org", noon() + DAY * 3).await.unwrap();
    assert_eq!(asked, SignUp::Asked(ann.clone()));
    assert!(!store.rejoin(ann.id, desk.title, proof(), noon()).await.unwrap(), "not while asked");
    let again = vec![(address("ann@example.org"), String::new(), Lang::of("en"))];
    let back = store.import_readers(desk.title, again, proof(), noon()).await.unwrap();
    assert_eq!(back.left, 1, "whoever typed the address, she has not come back");
    assert!(store.confirm(ann.id, desk.title, proof(), noon()).await.unwrap());
    store.leave(ann.id, desk.title, proof(), noon()).await.unwrap();
    assert!(store.rejoin(ann.id, desk.title, proof(), noon()).await.unwrap());
}

async fn signatures_are_kept_for_one_plate(store: Arc<dyn Store>) {
    use press::ledger::Sealed;
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.edition().await;
    let readers: Vec<_> = (0..3)
        .map(|n| (address(&format!("r{n}@example.org")), String::new(), Lang::of("en")))
        .collect();
    store.import_readers(desk.title, readers, Evidence::default(), noon()).await.unwrap();
    let waiting = |revision, plate: &'static str| {
        let store = store.clone();
        async move { store.unsealed(id, revision, plate, None, 10).await.unwrap() }
    };
    let revision = desk.load(id).await.revision;
    assert!(waiting(revision, "a").await.is_empty(), "nothing is signed that nobody approved");
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    let approved = desk.load(id).await.approved().unwrap();
    let all = waiting(approved.revision, "a").await;
    assert_eq!(all.len(), 3);
    assert!(waiting(approved.revision - 1, "a").await.is_empty(), "another revision");
    let seal = press::dkim::Seal { at: noon(), body: [7; 32], signature: vec![9; 256] };
    let sealed = Sealed { mark: [5; 16], seal };
    let two = all[..2].iter().map(|c| (c.reader, sealed.clone())).collect();
    store.seal(id, "a", two).await.unwrap();
    assert_eq!(waiting(approved.revision, "a").await.len(), 1);
    assert_eq!(waiting(approved.revision, "b").await.len(), 3, "another plate");
    let plate = NewPlate { bytes: vec![1], sha256: "a".into(), selector: String::new() };
    store.freeze(&approved, plate, approved.send_at).await.unwrap();
    let claims = store.claim(id, 10, noon()).await.unwrap();
    let with: Vec<_> = claims.iter().filter_map(|c| c.sealed.clone()).collect();
    assert_eq!(with, [sealed.clone(), sealed]);
}

async fn the_ledger_adds_up_through_a_crash(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.frozen(6).await;
    let claims = store.claim(id, 4, noon()).await.unwrap();
    assert_eq!(claims.len(), 4);
    let who: Vec<_> = claims.iter().map(|c| c.reader).collect();
    // One leaves after the freeze, before the intent.
    store.leave(who[1], desk.title, Evidence::default(), noon()).await.unwrap();
    let permits = store.commit(id, vec![], who[..3].to_vec(), noon()).await.unwrap();
    assert_eq!(permits, [Permit::Granted, Permit::Suppressed, Permit::Granted]);
    let ok = || Outcome::Accepted { reply: "250 ok".into() };
    store.commit(id, vec![(who[0], ok())], vec![], noon()).await.unwrap();
    let account = store.account(id).await.unwrap();
    assert_eq!((account.accepted, account.suppressed, account.intent), (1, 1, 1));
    assert_eq!((account.claimed, account.pending, account.sum()), (1, 2, account.frozen));

    let found = store.recover(id, UncertainPolicy::Resend, noon()).await.unwrap();
    assert_eq!((found.released, found.uncertain.len()), (1, 1));
    let later = noon() + SignedDuration::from_mins(5);
    for (n, claim) in store.claim(id, 10, noon()).await.unwrap().into_iter().enumerate() {
        store.commit(id, vec![], vec![claim.reader], noon()).await.unwrap();
        let outcome = match n {
            0 => Outcome::Deferred { reply: "451 later".into(), not_before: later },
            1 => Outcome::Rejected { class: RejectClass::Address, reply: "550 who?".into() },
            _ => ok(),
        };
        store.commit(id, vec![(claim.reader, outcome)], vec![], noon()).await.unwrap();
    }
    assert_eq!(store.next_due(id).await.unwrap(), Some(later));
    assert!(!store.finish_printing(id, noon()).await.unwrap(), "a deferred one is still open");
    assert!(store.claim(id, 10, noon()).await.unwrap().is_empty(), "not before its time");
    let again = store.claim(id, 10, later).await.unwrap();
    assert_eq!((again.len(), again[0].attempt), (1, 1));
    store.commit(id, vec![(again[0].reader, Outcome::Released)], vec![], later).await.unwrap();
    assert_eq!(store.expire(id, later).await.unwrap(), 1);
    assert!(store.finish_printing(id, later).await.unwrap());
    let account = store.account(id).await.unwrap();
    assert_eq!((account.open(), account.sum()), (0, account.frozen));
    let by_class = account.rejected_by.into_iter().collect::<Vec<_>>();
    assert_eq!((account.rejected, by_class), (1, vec![("address".to_owned(), 1)]));
    assert_eq!(account.once_uncertain.len(), 1, "named for ever, however it ended");
    assert!(store.is_public(desk.load(id).await.slots[0].story).await.unwrap());
}

async fn commits_wait_for_company_but_not_for_ever(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.frozen(40).await;
    store.at_work(64);
    let claims = store.claim(id, 40, noon()).await.unwrap();
    // One alone, then all at once.
    let (alone, others) = claims.split_first().unwrap();
    let permits = store.commit(id, vec![], vec![alone.reader], noon()).await.unwrap();
    assert_eq!(permits, [Permit::Granted]);
    let mut work = tokio::task::JoinSet::new();
    for reader in others.iter().map(|c| c.reader) {
        let store = store.clone();
        work.spawn(async move { store.commit(id, vec![], vec![reader], noon()).await.unwrap() });
    }
    while let Some(permits) = work.join_next().await {
        assert_eq!(permits.unwrap(), [Permit::Granted]);
    }
    store.at_work(-64);
    assert_eq!(store.account(id).await.unwrap().intent, 40);
}

async fn what_has_ended_stays_ended(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.frozen(1).await;
    let reader = store.claim(id, 1, noon()).await.unwrap()[0].reader;
    store.commit(id, vec![], vec![reader], noon()).await.unwrap();
    let ok = Outcome::Accepted { reply: "250".into() };
    store.commit(id, vec![(reader, ok)], vec![], noon()).await.unwrap();
    store.commit(id, vec![(reader, Outcome::Released)], vec![], noon()).await.unwrap();
    let permits = store.commit(id, vec![], vec![reader], noon()).await.unwrap();
    assert_eq!(permits, [Permit::Suppressed], "no second copy of what was accepted");
    assert_eq!(store.account(id).await.unwrap().accepted, 1);
}

async fn a_doubt_is_named_and_tried_again(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.frozen(1).await;
    let reader = store.claim(id, 1, noon()).await.unwrap()[0].reader;
    store.commit(id, vec![], vec![reader], noon()).await.unwrap();
    let lost = Outcome::Uncertain { reply: "the line broke after the dot".into() };
    let again = Outcome::Deferred { reply: "once more".into(), not_before: noon() };
    store.commit(id, vec![(reader, lost), (reader, again)], vec![], noon()).await.unwrap();
    let account = store.account(id).await.unwrap();
    assert_eq!((account.deferred, account.once_uncertain.len()), (1, 1));
    assert_eq!(store.claim(id, 1, noon()).await.unwrap().len(), 1);
}

async fn a_doubt_that_is_held_waits_for_an_editor(store: Arc<dyn Store>) {
    let desk = Desk::set_up(store.clone()).await;
    let id = desk.frozen(2).await;
    let who: Vec<_> = store.claim(id, 9, noon()).await.unwrap().iter().map(|c| c.reader).collect();
    store.commit(id, vec![], who[..1].to_vec(), noon()).await.unwrap();
    let found = store.recover(id, UncertainPolicy::Hold, noon()).await.unwrap();
    assert_eq!((found.released, found.uncertain.len()), (1, 1));
    let ok = Outcome::Accepted { reply: "250".into() };
    let send = async || {
        for claim in store.claim(id, 9, noon()).await.unwrap() {
            store.commit(id, vec![], vec![claim.reader], noon()).await.unwrap();
            store.commit(id, vec![(claim.reader, ok.clone())], vec![], noon()).await.unwrap();
        }
    };
    send().await;
    let again = store.recover(id, UncertainPolicy::Skip, noon()).await.unwrap();
    assert_eq!(again.uncertain, found.uncertain, "let be as well");
    assert!(store.finish_printing(id, noon()).await.unwrap(), "a doubt holds nothing up");
    let account = store.account(id).await.unwrap();
    assert_eq!((account.accepted, account.uncertain, account.sum()), (1, 1, account.frozen));
    assert_eq!((&account.in_doubt, account.maybe_twice().count()), (&found.uncertain, 0));
    assert_eq!(store.in_doubt(id).await.unwrap(), found.uncertain);

    assert_eq!(store.resend_in_doubt(id, "Chief", noon()).await.unwrap(), 1);
    assert_eq!(store.resend_in_doubt(id, "Chief", noon()).await.unwrap(), 0, "once");
    assert_eq!(desk.load(id).await.state(), EditionState::Printing);
    assert_eq!(store.unfinished().await.unwrap(), [id]);
    send().await;
    assert!(store.finish_printing(id, noon()).await.unwrap());
    let account = store.account(id).await.unwrap();
    assert_eq!((account.accepted, account.maybe_twice().count()), (account.frozen, 1));
}

async fn single_mails_are_sent_until_accepted(store: Arc<dyn Store>) {
    let (from, to) = (address("desk@example.org"), address("ann@example.org"));
    let id = store.post(NewNotice { from, to, message: b"x".to_vec() }, noon()).await.unwrap();
    let due = |now| press::ledger::Outbox::due(&*store, 10, now);
    assert_eq!(due(noon()).await.unwrap().len(), 1);
    let later = noon() + SignedDuration::from_mins(1);
    let retry = Outcome::Deferred { reply: "451".into(), not_before: later };
    press::ledger::Outbox::settle(&*store, id, retry, noon()).await.unwrap();
    assert!(due(noon()).await.unwrap().is_empty());
    assert_eq!(due(later).await.unwrap()[0].attempt, 1);
    assert_eq!(store.outbox_troubles().await.unwrap().len(), 1);
    let ok = Outcome::Accepted { reply: "250".into() };
    press::ledger::Outbox::settle(&*store, id, ok, later).await.unwrap();
    assert!(due(later).await.unwrap().is_empty());
}

macro_rules! suite {
    ($engine:ident, $open:expr, $($case:ident),+ $(,)?) => {
        mod $engine {
            $(#[tokio::test]
            async fn $case() {
                let folder = tempfile::tempdir().unwrap();
                let store: std::sync::Arc<dyn store::Store> = std::sync::Arc::new($open(folder.path()));
                super::$case(store).await;
            })+
        }
    };
}

suite!(
    sqlite,
    |folder| store::Sqlite::open(folder).unwrap(),
    settings_and_secret,
    edits_of_points_are_kept_by_story_in_order,
    a_slot_carries_points_until_they_are_taken_back,
    editors_sessions_and_links,
    decisions_are_kept_in_order_with_who_and_why,
    stories_and_their_versions,
    stories_are_read_in_batches_in_the_order_of_filing,
    a_withdrawal_is_not_undone_by_an_older_version,
    a_broken_document_is_kept,
    a_hub_is_remembered_beside_the_polls,
    a_subject_is_lost_with_its_story,
    one_edition_a_title_and_date,
    an_edition_is_changed_by_one_at_a_time,
    nothing_is_frozen_that_no_chief_approved,
    what_comes_in_late_stops_the_edition,
    sign_up_confirm_leave,
    signatures_are_kept_for_one_plate,
    the_ledger_adds_up_through_a_crash,
    commits_wait_for_company_but_not_for_ever,
    what_has_ended_stays_ended,
    a_doubt_is_named_and_tried_again,
    a_doubt_that_is_held_waits_for_an_editor,
    single_mails_are_sent_until_accepted,
);

#[test]
fn a_second_start_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Lock::take(folder.path()).unwrap();
    let second = Lock::take(folder.path()).unwrap_err();
    assert!(second.to_string().contains("already running"), "{second}");
    drop(first);
    Lock::take(folder.path()).unwrap();
}

#[tokio::test]
async fn many_writers_share_a_commit_and_one_failure_hurts_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(folder.path()).unwrap());
    let desk = Arc::new(Desk::set_up(store.clone()).await);
    let mut work = tokio::task::JoinSet::new();
    for n in 0..200 {
        let (store, id) = (store.clone(), desk.title);
        work.spawn(async move {
            if n % 10 == 0 {
                assert!(store.add_newsletter(title()).await.is_err());
            } else {
                let reader = (address(&format!("w{n}@example.org")), String::new(), Lang::of("en"));
                store.import_readers(id, vec![reader], Evidence::default(), noon()).await.unwrap();
            }
        });
    }
    while let Some(done) = work.join_next().await {
        done.unwrap();
    }
    assert_eq!(store.count_readers(desk.title).await.unwrap().confirmed, 180);
}

#[tokio::test]
async fn a_source_that_is_hurried_while_it_is_asked_is_due_again() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await;
    let later = Some(noon() + SignedDuration::from_hours(1));
    let inbox: &dyn Inbox = &*desk.store;
    let due = async || inbox.due(noon(), 9).await.unwrap().len();
    let asked = desk.store.source(desk.source).await.unwrap().unwrap();
    desk.store.hurry_source(desk.source).await.unwrap();
    let settled = SourceState { next: later, ..asked.state };
    inbox.settle(desk.source, settled).await.unwrap();
    assert_eq!(due().await, 1, "the hint came after it was looked up");
    let asked = desk.store.source(desk.source).await.unwrap().unwrap();
    inbox.settle(desk.source, SourceState { next: later, ..asked.state }).await.unwrap();
    assert_eq!(due().await, 0);
}

//! A sending that stands still and goes on mended: who bears which words, and
//! who is told of the error.

use crate::newsroom::{Desk, Phase, address, drafted, noon, says};
use jiff::SignedDuration;
use press::ledger::{Outcome, Permit, UncertainPolicy};
use std::sync::Arc;
use store::*;
use story::*;

const OLD: &str = "The dyke of a broke at 3.";
const NEW: &str = "The dyke of a broke at 5.";

/// An edition of "a" and "b", being sent to three; the first has accepted it,
/// the second's mail is under way.
async fn printing() -> (Desk, EditionId, Vec<ReaderId>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await;
    desk.file(vec![says("a", OLD), says("b", "Ferries wait.")], noon()).await;
    let new = NewEdition {
        newsletter: desk.title,
        date: "2026-03-02".parse().unwrap(),
        send_at: "2026-03-02T05:30:00Z".parse().unwrap(),
        subject: "Tonight".into(),
        slots: vec![drafted(&desk.of("a").await), drafted(&desk.of("b").await)],
    };
    let id = desk.store.lay_edition(new, noon()).await.unwrap().unwrap();
    desk.readers(3).await;
    desk.bring(id, Phase::Printing).await;
    let claims = desk.store.claim(id, 9, noon()).await.unwrap();
    let readers: Vec<ReaderId> = claims.iter().map(|c| c.reader).collect();
    let intents = readers[..2].to_vec();
    assert_eq!(desk.store.commit(id, vec![], intents, noon()).await.unwrap(), [Permit::Granted; 2]);
    ended(&desk, id, readers[0], Outcome::Accepted { reply: "250".into() }).await;
    (desk, id, readers, folder)
}

async fn ended(desk: &Desk, id: EditionId, reader: ReaderId, outcome: Outcome) {
    desk.store.commit(id, vec![(reader, outcome)], vec![], noon()).await.unwrap();
}

/// The first slot left out, or with the newest words of its story.
async fn mended(desk: &Desk, id: EditionId, left_out: bool) -> Edition<Frozen> {
    let mut edition = desk.load(id).await.frozen().unwrap();
    let newest = desk.of("a").await;
    let slot = &mut edition.slots[0];
    slot.left_out = left_out;
    (slot.version, slot.text) = (newest.version, newest.story.lead.clone());
    edition
}

async fn go_on(desk: &Desk, to: &Edition<Frozen>, seen: &str, who: EditorId) -> Result<()> {
    let plate = NewPlate { bytes: vec![2], sha256: "11".into(), selector: "s".into() };
    let then = noon() + SignedDuration::from_secs(2);
    desk.store.go_on_mended(to, seen.to_owned(), plate, who, then).await
}

async fn seen(desk: &Desk, id: EditionId) -> String {
    desk.store.sending(id).await.unwrap().stopped.unwrap()
}

fn refused(done: Result<()>, words: &str) {
    assert!(matches!(&done, Err(StoreError::Refused(why)) if why.contains(words)), "{done:?}");
}

#[tokio::test]
async fn who_was_sent_the_error_is_known_when_it_goes_on_without() {
    let (desk, id, readers, _folder) = printing().await;
    let going = mended(&desk, id, true).await;
    refused(go_on(&desk, &going, "", desk.chief).await, "does not stand still");
    desk.file(vec![Received { signal: Signal::Withdrawal, ..says("a", OLD) }], noon()).await;
    let why = seen(&desk, id).await;
    refused(go_on(&desk, &going, &why, desk.editor).await, "only a chief");
    refused(desk.store.go_on(id, desk.editor, noon()).await, "only a chief");
    refused(desk.store.end_here(id, desk.editor, noon()).await, "only a chief");
    let plate = NewPlate { bytes: vec![2], sha256: "11".into(), selector: "s".into() };
    let soon = noon() + SignedDuration::from_secs(1);
    let done = desk.store.go_on_mended(&going, why.clone(), plate, desk.chief, soon).await;
    refused(done, "coming to a stand");
    refused(
        go_on(&desk, &going, &why, desk.chief).await,
        "are still on their way with the old words (1)",
    );
    ended(&desk, id, readers[1], Outcome::Uncertain { reply: "cut".into() }).await;
    assert!(matches!(go_on(&desk, &going, "else", desk.chief).await, Err(StoreError::Changed)));
    let still = mended(&desk, id, false).await;
    refused(go_on(&desk, &still, &why, desk.chief).await, "withdrawn");
    assert_eq!(desk.store.plate(id).await.unwrap().unwrap().bytes, [1], "nothing by halves");

    go_on(&desk, &going, &why, desk.chief).await.unwrap();
    let sending = desk.store.sending(id).await.unwrap();
    assert_eq!((sending.stopped, sending.plates), (None, 1));
    assert_eq!(desk.store.plate(id).await.unwrap().unwrap().bytes, [2]);
    let slots = desk.load(id).await.slots;
    assert_eq!(slots.iter().map(|s| s.left_out).collect::<Vec<_>>(), [true, false]);
    assert!(desk.store.is_public(slots[0].story).await.unwrap(), "its address stays, for a notice");

    // The doubt is sent again, and the last one gets a copy: from the new plate.
    desk.store.recover(id, UncertainPolicy::Resend, noon()).await.unwrap();
    for claim in desk.store.claim(id, 9, noon()).await.unwrap() {
        desk.store.commit(id, vec![], vec![claim.reader], noon()).await.unwrap();
        ended(&desk, id, claim.reader, Outcome::Accepted { reply: "250".into() }).await;
    }
    assert!(desk.store.finish_printing(id, noon()).await.unwrap());
    let case = desk.store.corrections(Corrections::Of(id)).await.unwrap().remove(0);
    assert_eq!(desk.store.was_sent(case.id).await.unwrap(), 2, "accepted, and once in doubt");

    // The mail that corrects it goes to these.
    let act = CorrectionAct::Note { wording: "It was wrong.".into(), next: false };
    let store = &desk.store;
    store.decide_correction(case.id, case.version, act, desk.editor, noon()).await.unwrap();
    let mail = NewCorrectionMail { date: "2026-03-02".parse().unwrap(), subject: "Sorry".into() };
    let mail = store.lay_correction_mail(case.id, mail, desk.chief, noon()).await.unwrap();
    desk.bring(mail, Phase::Frozen).await;
    let to = store.claim(mail, 9, noon()).await.unwrap();
    let mut to: Vec<_> = to.into_iter().map(|c| c.address).collect();
    to.sort();
    assert_eq!(to, [address("r0@example.org"), address("r1@example.org")]);
}

#[tokio::test]
async fn new_words_mend_the_rest_until_they_are_wrong_as_well() {
    let (desk, id, readers, _folder) = printing().await;
    ended(&desk, id, readers[1], Outcome::Accepted { reply: "250".into() }).await;
    let corrected = |lead| Received { signal: Signal::Correction, ..says("a", lead) };
    desk.file(vec![corrected(NEW)], noon()).await;
    let going = mended(&desk, id, false).await;
    go_on(&desk, &going, &seen(&desk, id).await, desk.chief).await.unwrap();
    assert_eq!(desk.load(id).await.slots[0].text, NEW);
    let first = desk.store.corrections(Corrections::Of(id)).await.unwrap().remove(0);
    assert_eq!(desk.store.was_sent(first.id).await.unwrap(), 2);
    let act = CorrectionAct::Note { wording: "At 5.".into(), next: false };
    desk.store.decide_correction(first.id, first.version, act, desk.editor, noon()).await.unwrap();

    desk.store.commit(id, vec![], vec![readers[2]], noon()).await.unwrap();
    ended(&desk, id, readers[2], Outcome::Accepted { reply: "250".into() }).await;
    assert_eq!(desk.store.was_sent(first.id).await.unwrap(), 2, "not who has the new words");
    desk.file(vec![corrected("The dyke of a broke at 7.")], noon()).await;
    let open = desk.store.corrections(Corrections::Open).await.unwrap();
    assert_eq!(desk.store.was_sent(open[0].id).await.unwrap(), 3, "both words were wrong");
}

#[tokio::test]
async fn what_is_in_no_copy_any_more_stops_nothing_and_is_told_to_those_of_before() {
    let (desk, id, readers, _folder) = printing().await;
    ended(&desk, id, readers[1], Outcome::Accepted { reply: "250".into() }).await;
    let comes = |signal| Received { signal, ..says("a", OLD) };
    desk.file(vec![comes(Signal::Hold)], noon()).await;
    let going = mended(&desk, id, true).await;
    go_on(&desk, &going, &seen(&desk, id).await, desk.chief).await.unwrap();
    assert_eq!(desk.store.corrections(Corrections::Of(id)).await.unwrap(), []);
    desk.file(vec![comes(Signal::Withdrawal)], noon()).await;
    assert_eq!(desk.store.sending(id).await.unwrap().stopped, None, "no copy to come has it");
    desk.store.commit(id, vec![], vec![readers[2]], noon()).await.unwrap();
    ended(&desk, id, readers[2], Outcome::Accepted { reply: "250".into() }).await;
    let case = desk.store.corrections(Corrections::Of(id)).await.unwrap().remove(0);
    assert_eq!(desk.store.was_sent(case.id).await.unwrap(), 2, "not who never had it");
}

#[tokio::test]
async fn an_open_correction_that_moves_on_is_for_the_new_words_as_well() {
    let (desk, id, readers, _folder) = printing().await;
    ended(&desk, id, readers[1], Outcome::Accepted { reply: "250".into() }).await;
    let corrected = |lead| Received { signal: Signal::Correction, ..says("a", lead) };
    desk.file(vec![corrected(NEW)], noon()).await;
    let going = mended(&desk, id, false).await;
    go_on(&desk, &going, &seen(&desk, id).await, desk.chief).await.unwrap();
    desk.store.commit(id, vec![], vec![readers[2]], noon()).await.unwrap();
    ended(&desk, id, readers[2], Outcome::Accepted { reply: "250".into() }).await;
    desk.file(vec![corrected("The dyke of a broke at 7.")], noon()).await;
    let open = desk.store.corrections(Corrections::Open).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(desk.store.was_sent(open[0].id).await.unwrap(), 3);
}

//! What a newer version of a story means at the desk: what stands in the way, what
//! editors are shown of it, and what they do.

use crate::desk::{revision, state};
use crate::house::{self, House};
use axum::http::StatusCode;
use story::EditionState;

#[tokio::test]
async fn a_correction_blocks_approval_until_it_is_taken() {
    let house = House::quick().await;
    house::correct(&house).await;
    let chief = house.log_in("chief@example.org").await;
    let page = chief.get("/desk/edition/1").await;
    assert!(page.text.contains("Corrected by North Wire"));
    assert!(page.text.contains("Withdrawn by North Wire"));
    let rev = revision(&house).await;
    let page = chief.post("/desk/edition/1/approve", &[("revision", &rev)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);

    let page = chief.get("/desk/edition/1/slot/2/renew").await;
    assert!(page.text.contains("130 km") && page.text.contains("110 km"), "both versions");
    assert!(page.text.contains("not 130"), "the note to editors");
    let version = page.between("name=\"version\" value=\"", "\"");
    let fields = [
        ("revision", rev.as_str()),
        ("version", version.as_str()),
        ("headline", "Storm warning"),
        ("text", "110"),
    ];
    let page = chief.post("/desk/edition/1/slot/2/renew", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let rev = revision(&house).await;
    chief.post("/desk/edition/1/slot/3/remove", &[("revision", &rev)]).await;
    let rev = revision(&house).await;
    chief.post("/desk/edition/1/approve", &[("revision", &rev)]).await;
    assert_eq!(state(&house).await, EditionState::Approved);
}

#[tokio::test]
async fn the_words_of_a_withdrawn_story_are_for_chiefs_only() {
    let house = House::quick().await;
    let path = format!("/desk/story/{}", house.stories[2]);
    let editor = house.log_in("ed@example.org").await;
    assert!(editor.get(&path).await.text.contains("housing law"));
    house::correct(&house).await;
    let page = editor.get(&path).await.text;
    assert!(page.contains("shown to chiefs only") && page.contains("withdrawal"), "{page}");
    for words in ["housing law", "Rents in new"] {
        assert!(!page.contains(words), "{words}: {page}");
    }
    let chief = house.log_in("chief@example.org").await;
    let page = chief.get(&path).await.text;
    assert!(page.contains("housing law") && page.contains("never to be used"), "{page}");
}

#[tokio::test]
async fn an_editors_words_are_merged_with_the_sources_new_ones() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let slot = house.store.edition(house.edition).await.unwrap().unwrap().slots.remove(1);
    let path = format!("/desk/edition/1/slot/{}", slot.id);
    house::correct(&house).await;
    let page = editor.get(&format!("{path}/renew")).await.text;
    assert!(!page.contains("id=\"merged\""), "nobody has written anything");

    let rev = revision(&house).await;
    let mine =
        slot.text.replace("The weather office expects", "Sailors beware: the office expects");
    assert_ne!(mine, slot.text);
    let words = [("revision", rev.as_str()), ("headline", "Storm <i>ahead</i>"), ("text", &mine)];
    editor.post(&path, &words).await;
    let page = editor.get(&format!("{path}/renew")).await;
    let text = page.between("id=\"text-merged\"", "</textarea>");
    assert!(text.contains("Sailors beware: the office expects gusts of 110 km/h"), "{text}");
    assert!(page.text.contains("value=\"Storm &lt;i&gt;ahead&lt;/i&gt;\""));
    assert!(!page.text.contains("changed by both"), "nothing of it was changed by both");

    // The same place by both: told, and the editor's words stand.
    let rev = revision(&house).await;
    let mine = slot.text.replace("130 km/h", "some 130 km/h");
    let words = [("revision", rev.as_str()), ("headline", "Storm"), ("text", &mine)];
    editor.post(&path, &words).await;
    let page = editor.get(&format!("{path}/renew")).await;
    let text = page.between("id=\"text-merged\"", "</textarea>");
    assert!(text.contains("gusts of some 130 km/h"), "{text}");
    let told = page.between("changed by both", "</ul>");
    for words in ["where it was “", ">some 130<", ">110<"] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[tokio::test]
async fn points_of_a_corrected_story_stand_in_the_way_until_they_are_taken_anew() {
    let house = House::quick().await;
    let chief = house.log_in("chief@example.org").await;
    let path = "/desk/edition/1/slot/2/points";
    let take = async || {
        let revision = revision(&house).await;
        chief.post(path, &[("act", "take"), ("revision", &revision)]).await
    };
    assert_eq!(take().await.status, StatusCode::SEE_OTHER);
    let page = chief.get("/desk/edition/1").await;
    assert!(!page.text.contains("the story behind the point"), "{}", page.text);
    house::correct(&house).await;
    let page = chief.get("/desk/edition/1").await;
    for words in [
        "</a>”, the story behind the point “Inspectors found cracks.” and one more, was corrected",
        "behind the point “Inspectors found cracks.” and one more, was corrected, or has other",
        "Take its event’s points anew, or its story’s own.</li>",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert_eq!(take().await.status, StatusCode::SEE_OTHER);
    let page = chief.get("/desk/edition/1").await;
    assert!(!page.text.contains("the story behind the point"), "{}", page.text);
}

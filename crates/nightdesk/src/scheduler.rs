//! What is due, when, for which edition: a pure judgement of the clock and the
//! store, and the loop that acts on it.
//!
//! A regular edition is one row per (newsletter, local date), so a restart, a second
//! look in the same minute or a clock that is set back can't draft or send it
//! twice. Nothing here sends what no chief approved.

use jiff::{SignedDuration, Timestamp, civil::Date};
use story::{EditionId, EditionKind, EditionState, Newsletter, Unanswered};

/// The next thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Make the draft of this date.
    Draft(Date),
    /// Freeze and print this approved edition.
    Send(EditionId),
    /// Its approval fell and nobody has answered: what was withdrawn is left
    /// out, as the newsletter's rule says, and the approval holds for the rest.
    LeaveOut(EditionId),
    /// Its hour came without approval, or long ago: a person decides.
    Hold(EditionId),
}

/// An edition as far as the clock is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Laid {
    /// Its row.
    pub id: EditionId,
    /// What it is.
    pub kind: EditionKind,
    /// Its local date.
    pub date: Date,
    /// Where it is.
    pub state: EditionState,
    /// When it goes out.
    pub send_at: Timestamp,
    /// Its approval fell by what came in, and nobody has touched it since.
    pub fell: bool,
}

/// What is due for a newsletter at `now`, given its latest editions.
pub fn due(newsletter: &Newsletter, laid: &[Laid], now: Timestamp) -> Vec<Due> {
    let late = SignedDuration::from_mins(i64::from(newsletter.late_minutes));
    let in_time =
        |send_at: Timestamp| now <= send_at.saturating_add(late).unwrap_or(Timestamp::MAX);
    let drafts = newsletter
        .appointments_near(now)
        .into_iter()
        .filter(|a| a.draft_at <= now && in_time(a.send_at))
        .filter(|a| laid.iter().all(|l| l.date != a.date || l.kind != EditionKind::Regular))
        .map(|a| Due::Draft(a.date));
    let speaks = newsletter.rules.unanswered == Unanswered::LeaveOut;
    let unanswered = laid
        .iter()
        .filter(|l| speaks && l.fell && l.state == EditionState::InReview && in_time(l.send_at))
        .filter(|l| l.send_at.saturating_sub(Unanswered::BEFORE).unwrap_or(Timestamp::MIN) <= now)
        .map(|l| Due::LeaveOut(l.id));
    let steps = laid.iter().filter(|l| l.send_at <= now).filter_map(|l| match l.state {
        EditionState::Approved if in_time(l.send_at) => Some(Due::Send(l.id)),
        EditionState::Approved => Some(Due::Hold(l.id)),
        // A correction mail has no hour but its approval.
        EditionState::Drafted | EditionState::InReview if l.kind == EditionKind::Regular => {
            Some(Due::Hold(l.id))
        }
        _ => None,
    });
    // The rule first: what it lets go is not held.
    drafts.chain(unanswered).chain(steps).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use story::*;

    fn morning(zone: &str, hour: &str) -> Newsletter {
        Newsletter {
            id: NewsletterId(1),
            slug: Slug::of("morning"),
            title: "Morning".into(),
            promise: String::new(),
            language: Lang::of("en"),
            zone: zone.into(),
            hour: Hour::parse(hour).unwrap(),
            days: Day::WEEK.to_vec(),
            draft_minutes: 90,
            late_minutes: 180,
            sections: Newsletter::usual_sections(&Lang::of("en")),
            sender: Sender {
                name: "Desk".into(),
                address: Address::parse("desk@example.org").unwrap(),
                reply_to: None,
                imprint: String::new(),
            },
            fallback: Fallback::Hold,
            uncertain: story::UncertainPolicy::default(),
            rules: story::Rules::default(),
        }
    }

    fn laid(state: EditionState, send_at: &str) -> Laid {
        Laid {
            id: EditionId(7),
            kind: EditionKind::Regular,
            date: date(2026, 3, 2),
            state,
            send_at: send_at.parse().unwrap(),
            fell: false,
        }
    }

    #[test]
    fn a_correction_mail_waits_for_its_approval_and_stands_in_no_draft_s_way() {
        use EditionState::*;
        let newsletter = morning("UTC", "06:30");
        let draft = Due::Draft(date(2026, 3, 2));
        for (case, now, state, expected) in [
            ("laid", "2026-03-02T05:10:00Z", Drafted, vec![draft]),
            ("changed, hours later", "2026-03-02T08:00:00Z", InReview, vec![draft]),
            ("approved", "2026-03-02T05:10:00Z", Approved, vec![draft, Due::Send(EditionId(7))]),
            (
                "approved, far too late",
                "2026-03-02T09:31:00Z",
                Approved,
                vec![Due::Hold(EditionId(7))],
            ),
            ("sent", "2026-03-02T05:10:00Z", Sent, vec![draft]),
        ] {
            let kind = EditionKind::Correction(CorrectionId(1));
            let mail = Laid { kind, ..laid(state, "2026-03-02T05:01:00Z") };
            assert_eq!(due(&newsletter, &[mail], now.parse().unwrap()), expected, "{case}");
        }
    }

    #[test]
    fn the_day_of_an_edition() {
        let newsletter = morning("UTC", "06:30");
        let day = date(2026, 3, 2);
        use EditionState::*;
        for (case, now, state, expected) in [
            ("before the draft", "2026-03-02T04:59:59Z", None, vec![]),
            ("the draft's minute", "2026-03-02T05:00:00Z", None, vec![Due::Draft(day)]),
            ("started late", "2026-03-02T08:00:00Z", None, vec![Due::Draft(day)]),
            ("started too late", "2026-03-02T10:00:00Z", None, vec![]),
            ("drafted, waiting", "2026-03-02T06:00:00Z", Some(Drafted), vec![]),
            ("approved, waiting", "2026-03-02T06:29:59Z", Some(Approved), vec![]),
            (
                "approved, its hour",
                "2026-03-02T06:30:00Z",
                Some(Approved),
                vec![Due::Send(EditionId(7))],
            ),
            (
                "approved, a late start",
                "2026-03-02T09:00:00Z",
                Some(Approved),
                vec![Due::Send(EditionId(7))],
            ),
            (
                "approved, far too late",
                "2026-03-02T09:31:00Z",
                Some(Approved),
                vec![Due::Hold(EditionId(7))],
            ),
            (
                "nobody approved",
                "2026-03-02T06:30:00Z",
                Some(InReview),
                vec![Due::Hold(EditionId(7))],
            ),
            ("nobody looked", "2026-03-02T06:30:00Z", Some(Drafted), vec![Due::Hold(EditionId(7))]),
            ("held stays held", "2026-03-02T07:00:00Z", Some(Held), vec![]),
            ("printing goes on by itself", "2026-03-02T07:00:00Z", Some(Printing), vec![]),
            ("sent is sent", "2026-03-02T07:00:00Z", Some(Sent), vec![]),
            ("skipped is skipped", "2026-03-02T07:00:00Z", Some(Skipped), vec![]),
        ] {
            let laid: Vec<_> = state.map(|s| laid(s, "2026-03-02T06:30:00Z")).into_iter().collect();
            assert_eq!(due(&newsletter, &laid, now.parse().unwrap()), expected, "{case}");
        }
    }

    #[test]
    fn a_rule_speaks_for_editors_who_do_not_answer() {
        use EditionState::*;
        let (id, mut newsletter) = (EditionId(7), morning("UTC", "06:30"));
        let (out, hold) = (Due::LeaveOut(id), Due::Hold(id));
        for (case, now, state, fell, rule, expected) in [
            ("time to answer", "2026-03-02T06:24:59Z", InReview, true, true, vec![]),
            ("five minutes before", "2026-03-02T06:25:00Z", InReview, true, true, vec![out]),
            ("withdrawn late", "2026-03-02T06:29:59Z", InReview, true, true, vec![out]),
            ("at its hour", "2026-03-02T06:30:00Z", InReview, true, true, vec![out, hold]),
            ("long past", "2026-03-02T09:31:00Z", InReview, true, true, vec![hold]),
            ("touched since", "2026-03-02T06:26:00Z", InReview, false, true, vec![]),
            ("held already", "2026-03-02T06:31:00Z", Held, true, true, vec![]),
            ("told to wait", "2026-03-02T06:26:00Z", InReview, true, false, vec![]),
            ("told to wait, its hour", "2026-03-02T06:30:00Z", InReview, true, false, vec![hold]),
        ] {
            newsletter.rules.unanswered =
                if rule { Unanswered::LeaveOut } else { Unanswered::Wait };
            let laid = Laid { fell, ..laid(state, "2026-03-02T06:30:00Z") };
            assert_eq!(due(&newsletter, &[laid], now.parse().unwrap()), expected, "{case}");
        }
    }

    #[test]
    fn once_a_day_over_clock_changes() {
        // Every quarter of an hour over the night of each change, drafts and
        // sends are acted on at once: exactly one of each per date.
        for (zone, from) in [
            ("Europe/Berlin", "2026-03-27T00:00:00Z"),
            ("Europe/Berlin", "2026-10-23T00:00:00Z"),
            ("America/New_York", "2026-10-30T00:00:00Z"),
            ("Australia/Lord_Howe", "2026-04-03T00:00:00Z"),
        ] {
            for hour in ["00:10", "01:30", "02:30", "06:30", "23:50"] {
                let newsletter = morning(zone, hour);
                let start: Timestamp = from.parse().unwrap();
                let mut laid: Vec<Laid> = Vec::new();
                let mut sent: Vec<(Date, Timestamp)> = Vec::new();
                for quarter in 0..(4 * 24 * 4) {
                    let now = start + SignedDuration::from_mins(15 * quarter);
                    for _twice in 0..2 {
                        for what in due(&newsletter, &laid, now) {
                            match what {
                                Due::Draft(date) => {
                                    let send_at = newsletter.appointment(date).unwrap().send_at;
                                    let id = EditionId(laid.len() as i64);
                                    laid.push(Laid {
                                        id,
                                        kind: EditionKind::Regular,
                                        date,
                                        state: EditionState::Approved,
                                        send_at,
                                        fell: false,
                                    });
                                }
                                Due::Send(id) => {
                                    let edition = &mut laid[id.0 as usize];
                                    edition.state = EditionState::Sent;
                                    sent.push((edition.date, now));
                                }
                                Due::Hold(_) | Due::LeaveOut(_) => {
                                    panic!("{zone} {hour}: nothing is late here")
                                }
                            }
                        }
                    }
                }
                let mut dates: Vec<_> = sent.iter().map(|s| s.0).collect();
                dates.dedup();
                assert_eq!(dates.len(), sent.len(), "{zone} {hour}: a date went out twice");
                assert!(sent.len() >= 3, "{zone} {hour}: {sent:?}");
                for (date, at) in sent {
                    let hour = newsletter.appointment(date).unwrap().send_at;
                    assert!(at >= hour, "{zone} {date}: early");
                    // What was due before the first look goes out at that look.
                    let late = at - hour >= SignedDuration::from_mins(15);
                    assert!(!late || at == start, "{zone} {date}: late");
                }
            }
        }
    }
}

//! What an edition's mail could be called and begin with: headlines and first
//! sentences of its slots as they stand, and never a word besides.

use crate::sentences::first_sentence;
use story::{Section, SectionRole};

/// Headlines that a preface names.
const ALSO: usize = 3;
/// A subject of two headlines is no longer than this, in characters: what a
/// phone shows of it.
const SUBJECT: usize = 110;

/// A slot as far as a proposal looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown<'a> {
    /// Index into the newsletter's sections.
    pub section: u8,
    /// Its headline.
    pub headline: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// Proposals for an edition's subject and preface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposals {
    /// Subjects, the first one best. None where no slot has a headline.
    pub subjects: Vec<String>,
    /// Headlines of the next slots, to be named in a preface.
    pub also: Vec<String>,
    /// The first sentence under the first headline.
    pub sentence: Option<String>,
}

/// Proposes from slots in their order: the lead's headline, alone and with the
/// next one's; the headlines that follow; the lead's first sentence.
pub fn proposals(sections: &[Section], slots: &[Shown]) -> Proposals {
    let is_lead = |s: &Shown| {
        sections.get(usize::from(s.section)).is_some_and(|x| x.role == SectionRole::Lead)
    };
    let titled: Vec<&Shown> = slots.iter().filter(|s| !s.headline.trim().is_empty()).collect();
    let at = titled.iter().position(|s| is_lead(s)).unwrap_or(0);
    let Some(lead) = titled.get(at) else { return Proposals::default() };
    let others = titled.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, s)| s.headline);
    let also: Vec<String> = others.take(ALSO).map(str::to_owned).collect();
    let mut subjects = vec![lead.headline.to_owned()];
    let two = also.first().map(|next| format!("{} · {next}", lead.headline));
    subjects.extend(two.filter(|both| both.chars().count() <= SUBJECT));
    let sentence = Some(first_sentence(lead.text)).filter(|s| !s.is_empty());
    Proposals { subjects, also, sentence }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections() -> Vec<Section> {
        [SectionRole::Lead, SectionRole::News, SectionRole::Briefs]
            .map(|role| Section { role, title: role.as_str().to_owned(), slots: 2 })
            .to_vec()
    }

    fn slot<'a>(section: u8, headline: &'a str, text: &'a str) -> Shown<'a> {
        Shown { section, headline, text }
    }

    #[test]
    fn a_proposal_is_made_of_headlines() {
        let long =
            "Parliament of Ostrava Plain passes the levy on beet sugar by four votes after a night";
        for (case, slots, subjects, also) in [
            ("an empty edition", vec![], vec![], vec![]),
            ("one story", vec![slot(0, "Dyke breaks", "")], vec!["Dyke breaks"], vec![]),
            (
                "a lead and more",
                vec![slot(0, "Dyke breaks", ""), slot(1, "Levy passes", ""), slot(2, "Ferry", "")],
                vec!["Dyke breaks", "Dyke breaks · Levy passes"],
                vec!["Levy passes", "Ferry"],
            ),
            (
                "no lead: the first",
                vec![slot(1, "Levy passes", ""), slot(2, "Ferry", "")],
                vec!["Levy passes", "Levy passes · Ferry"],
                vec!["Ferry"],
            ),
            (
                "the lead stands further down",
                vec![slot(1, "Levy passes", ""), slot(0, "Dyke breaks", "")],
                vec!["Dyke breaks", "Dyke breaks · Levy passes"],
                vec!["Levy passes"],
            ),
            (
                "too long for two, and no more than three beside",
                vec![
                    slot(0, long, ""),
                    slot(1, long, ""),
                    slot(1, "b", ""),
                    slot(1, " ", ""),
                    slot(1, "c", ""),
                    slot(1, "d", ""),
                ],
                vec![long],
                vec![long, "b", "c"],
            ),
        ] {
            let got = proposals(&sections(), &slots);
            assert_eq!(got.subjects, subjects, "{case}");
            assert_eq!(got.also, also, "{case}");
        }
    }

    #[test]
    fn a_preface_begins_with_a_sentence_of_the_lead() {
        let slots =
            [slot(0, "Dyke breaks", "The dyke broke at noon. Forty farms lie under water.")];
        let got = proposals(&sections(), &slots);
        assert_eq!(got.sentence.as_deref(), Some("The dyke broke at noon."));
        assert_eq!(proposals(&sections(), &[slot(0, "Dyke breaks", "")]).sentence, None);
    }
}

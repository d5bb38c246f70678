//! The signs of style: what each is counted from, how it is called in the file
//! of weights, and how an editor reads it. No weight is here.

/// What a sign is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Sentences.
    Sentences,
    /// Sentences that hold words of the writer's own.
    Own,
    /// The writer's own words.
    Words,
    /// The first three sentences.
    Opening,
    /// The last three.
    Ending,
    /// The text: it has it or not.
    Text,
    /// The headline: it has it or not.
    Headline,
}

macro_rules! signs {
    ($($(#[$doc:meta])* $sign:ident $name:literal $of:ident $words:literal,)*) => {
        /// A sign of style.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Sign {
            $($(#[$doc])* $sign,)*
        }

        impl Sign {
            /// All of them; each stands at its own number.
            pub(super) const ALL: [Self; [$($name),*].len()] = [$(Self::$sign),*];

            /// Its name in the file of weights.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$sign => $name),* }
            }

            /// What it is counted from.
            pub(super) const fn of(self) -> Of {
                match self { $(Self::$sign => Of::$of),* }
            }

            /// What it counts, in words.
            pub(super) const fn words(self) -> &'static str {
                match self { $(Self::$sign => $words),* }
            }
        }
    };
}

signs! {
    /// Who said it is told.
    Sourced "sourced" Sentences "sentences that name who said it",
    /// By name, or by a pronoun that stands for one.
    Named "named" Sentences "sentences with a speaker by name",
    /// By office, or not at all.
    Unnamed "unnamed" Sentences "sentences with a speaker by office alone",
    /// How much of it is others' words.
    Speech "speech" Sentences "sentences' worth of quotation",
    Body "body" Own "sentences with police, a spokesman or other sources of reports",
    Me "me" Own "sentences that say “I”",
    Us "us" Own "sentences that say “we”",
    You "you" Own "sentences that speak to “you”",
    Duty "duty" Own "sentences that say what must be done",
    Value "value" Own "sentences that judge (“wrong”, “wise”)",
    Sure "sure" Own "sentences with “surely”, “of course” and the like",
    Perhaps "perhaps" Own "sentences with “perhaps”, “seems” and the like",
    Turn "turn" Own "sentences that turn on “but”, “so”, “because”",
    Not "not" Own "sentences that deny",
    All "all" Own "sentences about all, every or none",
    Why "why" Own "sentences that give reasons",
    Thing "thing" Own "sentences about problems, questions, ideas as such",
    This "this" Own "sentences that open with “this”, “it” and the like",
    Question "question" Own "sentences that ask",
    Day "day" Own "sentences that name a day",
    Month "month" Own "sentences that name a month",
    Present "present" Words "verbs such as “is” and “has” among the words",
    Number "number" Words "numbers among the words",
    Name "name" Words "names among the words",
    LeadDay "lead-day" Opening "a day in the first sentences",
    LeadSourced "lead-sourced" Opening "a source in the first sentences",
    Voice "voice" Ending "“I”, “we”, “you” or “must” in the last sentences",
    Dateline "dateline" Text "a dateline",
    Author "author" Text "a line on who its author is",
    TitleAsks "title-asks" Headline "a headline that asks",
    TitleVoice "title-voice" Headline "a headline that judges or speaks to the reader",
    TitleIs "title-is" Headline "a headline that says how things are",
}

/// How many there are.
pub(super) const SIGNS: usize = Sign::ALL.len();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stands_at_its_number() {
        for (at, sign) in Sign::ALL.into_iter().enumerate() {
            assert_eq!(sign as usize, at, "{}", sign.name());
        }
    }
}

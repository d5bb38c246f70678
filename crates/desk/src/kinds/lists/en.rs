//! English words that tell a comment from a report. Lists only.

use super::*;

pub(super) const LISTS: Lists = Lists {
    words: &[
        (ME, "i me my mine myself i'm i've i'd i'll"),
        (US, "we us our ours ourselves we're we've we'll we'd let's"),
        (YOU, "you your yours yourself yourselves you're you've you'll you'd"),
        (
            DUTY,
            "should must ought shouldn't mustn't needs deserve deserves owe owes demand demands \
             require requires",
        ),
        (
            VALUE,
            "absurd awful bad best better bizarre bold brave brilliant corrupt courage cowardly \
             cruel cynical dangerous decent deeply despicable disaster disastrous disgrace \
             disgraceful dishonest dreadful embarrassing evil excellent fair failure failures \
             false fool foolish foolishly frightening good great greed greedy hateful honest \
             honesty hope hopeful horrible hypocrisy hypocrite hypocritical ignorance ignorant \
             immoral incompetence incompetent inept insane irresponsible joke laughable lazy lie \
             lies meaningful mindless misguided mistake mistakes moral morally naive noble \
             nonsense obscene outrage outrageous pathetic perverse pointless powerful proud \
             reasonable reckless remarkable ridiculous right sad sadly sane scary sensible shame \
             shameful shameless sick silly smart strange stupid sweet terrible terrific terrifying \
             tired toxic tragic tragically troubling true truth ugly unacceptable unconscionable \
             unfair unfortunate unfortunately unjust unwise useless vicious vile weak welcome wise \
             wonderful worse worst worthy wrong",
        ),
        (
            SURE,
            "clearly obviously surely certainly indeed simply truly really actually frankly \
             honestly plainly merely hardly utterly totally absolutely entirely completely \
             perfectly quite rather course exactly precisely hopefully apparently ironically \
             naturally inevitably ultimately essentially arguably fundamentally",
        ),
        (PERHAPS, "perhaps maybe seem seems seemed suppose imagine guess"),
        (TURN, "but yet so or nor because still instead thus therefore hence moreover besides"),
        (
            NOT,
            "not no never nothing none nobody neither nor without cannot can't don't doesn't \
             didn't isn't aren't wasn't weren't won't wouldn't couldn't shouldn't hasn't haven't \
             ain't",
        ),
        (IS, "is are has have do does am"),
        (
            ALL,
            "every everyone everybody everything anyone anybody anything always ever all nobody \
             only most many those who",
        ),
        (WHY, "because why reason reasons means mean therefore thus explains matter matters point"),
        (
            DAY,
            "monday tuesday wednesday thursday friday saturday sunday yesterday tonight tomorrow \
             today morning afternoon evening",
        ),
        (
            MONTH,
            "january february april june july august september october november december jan feb \
             aug sept oct nov dec",
        ),
        (ASK, "why how what who when where which is are was can could should will would do does"),
        (THIS, "this that these those it it's that's here's there's"),
        (
            THING,
            "thing things way ways kind sort fact problem problems question questions answer idea \
             ideas notion point case reality lesson lessons example choice",
        ),
        (
            WRITER,
            "author professor fellow columnist editor writer novelist essayist \
             director founder president chairman chair host lawyer attorney strategist \
             commentator analyst scholar historian consultant executive",
        ),
        (BEING, "is was"),
        (
            BODY,
            "spokesman spokeswoman spokesperson officials official police authorities \
             investigators prosecutors reporters statement interview agency ministry according",
        ),
        (HOUSE, "newsletter newsletters subscribe subscribers http https www com hashtag"),
        (
            SELF,
            "opinion opinions column columns columnist columnists commentary editorial editorials \
             contributor contributors",
        ),
    ],
    phrases: &[
        (
            HOUSE,
            &[
                "follow him",
                "follow her",
                "follow them",
                "follow us",
                "follow me",
                "sign up",
                "read more",
                "read the full",
                "click here",
                "share this",
                "all rights reserved",
                "story highlights",
                "join us",
                "editor's note",
            ],
        ),
        (DUTY, &["have to", "has to", "need to", "it's time", "it is time", "about time"]),
        (SURE, &["of course", "in fact", "after all", "no doubt", "to be sure", "at least"]),
    ],
};

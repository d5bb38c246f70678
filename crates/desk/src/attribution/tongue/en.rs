//! English words of saying. Lists only.

use super::*;

pub(super) const LISTS: Lists = Lists {
    order: Order::SubjectFirst,
    words: &[
        (SAYS, "said says told tells"),
        (SAYS | BARE, "say tell"),
        (
            CLAIMS,
            "announced announces added adds denied denies warned warns claimed claims reported \
             reports stated states noted notes explained explains insisted insists argued argues \
             alleged alleges confirmed confirms acknowledged acknowledges admitted admits \
             declared declares disclosed discloses revealed reveals suggested suggests asserted \
             asserts conceded concedes cautioned cautions vowed vows pledged pledges promised \
             promises predicted predicts estimated estimates recalled recalls remarked remarks \
             replied replies responded responds stressed stresses emphasized emphasised \
             emphasizes emphasises testified testifies tweeted wrote writes accused accuses \
             blamed complained complains concluded concludes contended contends maintained \
             maintains rejected rejects reiterated reiterates urged urges believed believes \
             thinks thought hinted hints indicated indicates countered joked quipped observed \
             pointed criticised criticized condemned demanded demands called asked lamented \
             boasted protested objected retorted tipped forecast expects expected",
        ),
        (
            CLAIMS | BARE,
            "announce add deny warn claim report state note explain insist argue allege confirm \
             acknowledge admit declare disclose reveal suggest assert concede caution vow pledge \
             predict estimate recall reply stress write accuse complain conclude contend maintain \
             reject believe think expect",
        ),
        (
            ASSERTS,
            "announced announces denied denies warned warns claimed claims reported reports \
             alleged alleges confirmed confirms admitted admits predicted predicts estimated \
             estimates pledged pledges promised promises vowed vows rejected rejects accused \
             accuses acknowledged acknowledges disclosed revealed deny warn claim report confirm \
             allege",
        ),
        (
            SAYING,
            "saying telling adding warning claiming insisting arguing alleging noting explaining \
             stating denying announcing confirming stressing accusing",
        ),
        (
            ARTICLE,
            "the a an this these those his her its their some several many most two three four \
             five other another one both all no any",
        ),
        (
            PREP,
            "in on at by with after before during since until over under about from to into \
             through against amid following despite without within near between among outside \
             inside ahead late early last next earlier",
        ),
        (LINK, "of for from at with"),
        (AND, "and or"),
        (
            CLAUSE,
            "but that because while when where if whether although though so as than unless \
             whereas once why how what yet nor",
        ),
        (THAT, "that whether how why"),
        (HAVE, "has have had did"),
        (BE, "is are was were be been being"),
        (
            UNSAID,
            "to would will could can may might must should not never didn't doesn't don't \
             wouldn't won't can't couldn't nobody declined refused cannot didn’t doesn’t don’t \
             wouldn’t won’t can’t couldn’t",
        ),
        (
            TIME,
            "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight \
             tomorrow morning afternoon evening night midday noon midnight week month year \
             january february april june july august september october november december",
        ),
        (
            ADVERB,
            "also later then earlier again repeatedly previously recently now still only \
             separately meanwhile however once since already even simply initially publicly \
             reportedly allegedly flatly further angrily long always often first nevertheless \
             instead quickly briefly",
        ),
        (PRONOUN, "he she they it we i you everyone one somebody someone"),
        (WRITER, "i we my our"),
        (
            ROLE,
            "police government ministry minister president spokesman spokeswoman spokesperson \
             company union unions court prosecutor prosecutors mayor council board agency army \
             military navy department office judge committee commission party parliament bank \
             hospital hospitals school university authority authorities chief chair chairman \
             chairwoman chairperson head director manager owner coach captain governor senator \
             secretary lawyer lawyers attorney attorneys doctor doctors report statement study \
             survey newspaper paper broadcaster operator regulator watchdog group charity airline \
             firm team club museum firefighters coastguard professor researcher scientist author \
             founder executive deputy commissioner ambassador envoy officer sheriff bishop farmer \
             teacher editor leader leaders members administration embassy ministers inspector \
             inspectors station network magazine website documents document letter indictment \
             complaint lawsuit filing rescuers organisers organizers campaigners ceo forecasters \
             mother father sister brother wife husband son daughter neighbour neighbor \
             rescuer article editorial commentary economist engineer historian harbourmaster meteorologists service services",
        ),
        (
            UNNAMED,
            "official officials source sources person people witness witnesses insider insiders \
             resident residents analyst analysts expert experts critic critics observer observers \
             reports media locals diplomat diplomats aide aides investigators activists \
             eyewitnesses traders economists scientists researchers supporters opponents workers \
             passengers neighbours neighbors survivors relatives rumours rumors",
        ),
        (WHO, "who which whom whose"),
        (
            HEARERS,
            "reporters journalists parliament lawmakers court jurors senators broadcaster \
             newspaper agency radio television",
        ),
        (TITLE, "mr mrs ms dr prof gen sen rep gov st lt col sgt capt maj rev jr sr"),
    ],
    before: &["according to", "in the words of", "in the view of", "in the opinion of", "citing"],
    behind: &[],
    endings: &[],
    split: &[],
    hedges: &[
        "reportedly",
        "allegedly",
        "apparently",
        "purportedly",
        "supposedly",
        "seemingly",
        "presumably",
        "possibly",
        "probably",
        "perhaps",
        "maybe",
        "likely",
        "unconfirmed",
        "alleged",
        "suspected",
        "purported",
        "supposed",
        "may have",
        "may have been",
        "might have",
        "might have been",
        "could have",
        "could have been",
        "may be",
        "might be",
        "could be",
        "may not",
        "appears to",
        "appear to",
        "appeared to",
        "seems to",
        "seem to",
        "seemed to",
        "is believed to",
        "are believed to",
        "was believed to",
        "were believed to",
        "is thought to",
        "are thought to",
        "was thought to",
        "were thought to",
        "is said to",
        "are said to",
        "was said to",
        "were said to",
        "is understood to",
        "are understood to",
        "is reported to",
        "are reported to",
        "was reported to",
        "is alleged to",
        "are alleged to",
        "is feared",
        "are feared",
        "were feared",
        "is suspected of",
        "are suspected of",
        "it is unclear",
        "it was unclear",
        "not clear",
        "unclear",
        "could not be verified",
        "could not be confirmed",
        "could not immediately be verified",
        "not been confirmed",
        "not independently verified",
        "rumoured",
        "rumored",
    ],
};

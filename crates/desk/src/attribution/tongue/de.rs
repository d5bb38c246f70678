//! German words of saying, verbs in two pieces, and the subjunctive that tells
//! what others said. Lists only.

use super::*;

pub(super) const LISTS: Lists = Lists {
    order: Order::VerbSecond,
    words: &[
        (
            SAYS,
            "sagte sagten sagt erklärte erklärten betonte betonten betont berichtete berichteten \
             behauptete behaupteten behauptet meinte meinten meint warnte warnten warnt \
             dementierte dementierten dementiert versicherte versicherten erläuterte erläuterten \
             mitteilte mitteilten mitteilt ankündigte ankündigten ankündigt hinzufügte einräumte \
             einräumten bekanntgab bekanntgaben hinwies feststellte klarstellte anmerkte ergänzte \
             verkündete verkündeten verlautete hieß heißt",
        ),
        (
            CLAIMS,
            "erklärt berichtet berichten versichert sagen erklären bestätigt bestätigte \
             bestätigten äußerte äußerten forderte forderten fordert kritisierte kritisierten \
             kritisiert mahnte mahnten schrieb schrieben schreibt unterstrich unterstrichen angab \
             angaben zurückwies ausführte sprach sprachen spricht schätzte schätzten schätzt \
             vermutet vermutete vermuteten rechnet rechnete beklagte beklagten beteuerte \
             beteuerten gestand gestanden verriet räumte antwortete antworteten bezeichnete \
             bezeichneten urteilte argumentierte argumentierten prophezeite versprach versprachen \
             drohte drohten bekräftigte bekräftigten bekräftigt schilderte schilderten erzählte \
             erzählten erzählt meldete meldeten meldet appellierte lobte hofft hoffte zeigte",
        ),
        (
            ASSERTS,
            "bestätigt bestätigte bestätigten forderte forderten fordert kritisierte kritisierten \
             kritisiert mahnte mahnten berichtet berichten versichert erklärt meldete meldeten \
             meldet vermutet vermutete vermuteten beklagte beklagten versprach versprachen \
             bekräftigte bekräftigten bekräftigt schätzt schätzte",
        ),
        (
            PARTICIPLE,
            "gesagt mitgeteilt angekündigt hinzugefügt eingeräumt angegeben bekanntgegeben \
             zurückgewiesen festgestellt klargestellt erklärt betont bestätigt berichtet \
             behauptet gewarnt versichert dementiert geäußert gemeldet verkündet",
        ),
        (
            ARTICLE,
            "der die das dem den des ein eine einem einen einer eines dieser diese dieses diesem \
             diesen sein seine seiner ihr ihre ihrer ihrem mehrere viele einige andere zwei drei \
             alle beide kein keine",
        ),
        (
            PREP,
            "am im in an auf bei beim gegenüber nach zu zum zur vor mit seit während unter über \
             trotz wegen um gegen durch laut aus ab bis hinter neben ohne zwischen per",
        ),
        (LINK, "von vom für aus des der"),
        (AND, "und oder sowie"),
        (
            CLAUSE,
            "dass daß weil wenn ob wie als nachdem bevor obwohl während aber doch denn sondern \
             indem sodass damit wo warum wonach sobald",
        ),
        (THAT, "dass daß ob"),
        (HAVE, "hat haben hatte hatten habe"),
        (BE, "wird werden wurde wurden worden ist sind war waren"),
        (UNSAID, "nicht will wollte wollten möchte kann könnte soll sollte zu"),
        (
            TIME,
            "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag heute gestern \
             vorgestern morgen montagabend montagmorgen dienstagabend dienstagmorgen \
             mittwochabend mittwochmorgen donnerstagabend donnerstagmorgen freitagabend \
             freitagmorgen samstagabend samstagmorgen sonntagabend sonntagmorgen abend nachmittag \
             vormittag mittag nacht januar februar märz april mai juni juli august september \
             oktober november dezember woche",
        ),
        (
            ADVERB,
            "auch später dann zuvor erneut wieder bereits zugleich außerdem zudem dazu dabei \
             daraufhin jedoch allerdings weiter ferner inzwischen unterdessen mittlerweile nun \
             jetzt noch schließlich zunächst anschließend kürzlich so da hier dort darüber sonst \
             abends morgens wörtlich selbst lediglich nur unlängst jüngst dagegen indes",
        ),
        (PRONOUN, "er sie es man wir ich"),
        (WRITER, "ich wir mir mich uns"),
        (
            ROLE,
            "polizei regierung ministerium minister ministerin präsident präsidentin sprecher \
             sprecherin unternehmen gewerkschaft gericht staatsanwaltschaft bürgermeister \
             bürgermeisterin stadt behörde behörden armee militär amt richter richterin kommission \
             partei parlament bank krankenhaus schule universität chef chefin leiter leiterin \
             direktor direktorin vorsitzende vorsitzender trainer anwalt anwältin arzt ärztin \
             bericht mitteilung studie zeitung sender betreiber verband verein feuerwehr \
             geschäftsführer geschäftsführerin forscher forscherin wissenschaftler professor \
             professorin kanzler kanzlerin bundesregierung innenministerium innenminister \
             innenministerin verteidigungsministerium außenministerium senat landrat landrätin \
             konzern küstenwache rettungsdienst hafenmeister hafenmeisterin agentur \
             nachrichtenagentur fraktion vorstand institut rathaus kapitän bischof",
        ),
        (
            UNNAMED,
            "kreise kreisen insider insidern beobachter beobachtern augenzeugen zeugen experten \
             kritiker kritikern medienberichte medienberichten medien berichte berichten \
             diplomaten anwohner anwohnern analysten fachleute fachleuten quellen informanten \
             beamte behördenvertreter regierungskreise regierungskreisen ermittler \
             sicherheitskreise sicherheitskreisen vertraute eingeweihte händler",
        ),
        (WHO, "welche welcher"),
        (
            TOLD,
            "sei seien habe werde könne müsse solle wolle dürfe gebe komme gehe stehe liege bleibe \
             wisse sehe lasse brauche wäre hätten würden hätte würde müssten könnten",
        ),
        (
            HEARERS,
            "zeitung sender journalisten reportern nachrichtenagentur agentur rundfunk presse \
             magazin radio fernsehen deutschlandfunk parlament blatt",
        ),
        (TITLE, "dr prof hl dipl ing st"),
    ],
    before: &[
        "laut",
        "nach angaben",
        "nach ansicht",
        "nach darstellung",
        "nach einschätzung",
        "nach auskunft",
        "nach aussage",
        "nach aussagen",
        "nach worten",
        "nach den worten",
        "nach meinung",
        "nach informationen",
        "nach überzeugung",
        "nach schätzung",
        "nach schätzungen",
        "nach berichten",
        "aus sicht",
        "unter berufung auf",
    ],
    behind: &["zufolge"],
    endings: &["angaben", "berichten", "schätzungen", "informationen"],
    split: &[
        ("teilte", &["mit"]),
        ("teilten", &["mit"]),
        ("teilt", &["mit"]),
        ("kündigte", &["an"]),
        ("kündigten", &["an"]),
        ("kündigt", &["an"]),
        ("fügte", &["hinzu"]),
        ("fügten", &["hinzu"]),
        ("fügt", &["hinzu"]),
        ("räumte", &["ein"]),
        ("räumten", &["ein"]),
        ("räumt", &["ein"]),
        ("gab", &["an", "bekannt", "zu"]),
        ("gaben", &["an", "bekannt", "zu"]),
        ("gibt", &["an", "bekannt", "zu"]),
        ("wies", &["zurück", "hin"]),
        ("wiesen", &["zurück", "hin"]),
        ("weist", &["zurück", "hin"]),
        ("stellte", &["fest", "klar"]),
        ("stellten", &["fest", "klar"]),
        ("stellt", &["fest", "klar"]),
        ("führte", &["aus"]),
        ("merkte", &["an"]),
        ("stritt", &["ab"]),
        ("stritten", &["ab"]),
        ("deutete", &["an"]),
        ("deuteten", &["an"]),
        ("gestand", &["ein"]),
        ("hielt", &["fest"]),
        ("hob", &["hervor"]),
        ("hoben", &["hervor"]),
        ("warf", &["vor"]),
        ("warfen", &["vor"]),
    ],
    hedges: &[
        "angeblich",
        "angebliche",
        "angeblichen",
        "angeblicher",
        "mutmaßlich",
        "mutmaßliche",
        "mutmaßlichen",
        "mutmaßlicher",
        "offenbar",
        "anscheinend",
        "wohl",
        "vermutlich",
        "möglicherweise",
        "wahrscheinlich",
        "vielleicht",
        "womöglich",
        "scheinbar",
        "allem anschein nach",
        "dem vernehmen nach",
        "unbestätigt",
        "unbestätigte",
        "unbestätigten",
        "soll … haben",
        "sollen … haben",
        "soll … sein",
        "sollen … sein",
        "soll … worden sein",
        "soll … gewesen sein",
        "will … haben",
        "dürfte",
        "dürften",
        "könnte … haben",
        "könnten … haben",
        "könnte … sein",
        "scheint",
        "scheinen",
        "unklar",
        "nicht bestätigt",
        "ließ sich nicht … überprüfen",
        "ließen sich nicht … überprüfen",
        "gilt als",
        "gelten als",
    ],
};

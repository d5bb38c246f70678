//! German words that tell a comment from a report. Lists only.

use super::*;

pub(super) const LISTS: Lists = Lists {
    words: &[
        (ME, "ich mich mir mein meine meinen meinem meiner meines"),
        (US, "wir uns unser unsere unseren unserem unserer unseres"),
        (YOU, "du dich dir dein deine deinen ihr euch euer eure"),
        (
            DUTY,
            "sollte sollten muss müssen müsste müssten dürfen darf braucht brauchen gehört \
             verdient verdienen",
        ),
        (
            VALUE,
            "absurd albern anständig armselig bedauerlich beschämend besser beste besten bitter \
             dumm dummheit dreist ehrlich ehrlichkeit empörend erbärmlich fahrlässig falsch falsche \
             fatal fatale feige feigheit gefährlich gefährliche gerecht gescheit grotesk gut gute \
             guten heuchelei heuchlerisch hoffnung hoffentlich irrsinn irrtum klug kluge kurzsichtig \
             lächerlich leider lüge lügen mutig mutlos naiv peinlich perfide recht richtig richtige \
             schade schamlos schande schlecht schlechte schlimm schlimme schlimmer schlimmste \
             schwach skandal skandalös sinnlos traurig töricht übel unanständig unehrlich unerträglich \
             unfair ungerecht unklug unsinn unsinnig unverantwortlich unwürdig vernünftig vernunft \
             verlogen versagen wahr wahrheit wahnsinn zynisch zynismus fehler armutszeugnis blamabel",
        ),
        (
            SURE,
            "klar offensichtlich sicherlich gewiss freilich natürlich selbstverständlich wirklich \
             tatsächlich eigentlich schlicht einfach bloß kaum völlig ganz geradezu ausgerechnet \
             eben halt ja doch wohl nun immerhin allerdings überhaupt letztlich offenkundig",
        ),
        (PERHAPS, "vielleicht womöglich wohl scheint scheinen mag"),
        (TURN, "aber doch denn oder weil also deshalb darum dennoch trotzdem sondern zudem nur"),
        (
            NOT,
            "nicht kein keine keinen keinem keiner nie niemals nichts niemand weder ohne nirgends",
        ),
        (IS, "ist sind hat haben bin tut"),
        (
            ALL,
            "jeder jede jeden jedem alle allen alles immer wer man niemand viele meisten nur wen",
        ),
        (WHY, "weil warum grund gründe bedeutet heißt deshalb darum also daher"),
        (
            DAY,
            "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag gestern heute \
             morgen montagabend dienstagabend mittwochabend donnerstagabend freitagabend \
             samstagabend sonntagabend montagmorgen dienstagmorgen mittwochmorgen \
             donnerstagmorgen freitagmorgen samstagmorgen sonntagmorgen vormittag nachmittag abend",
        ),
        (
            MONTH,
            "januar februar märz april mai juni juli august september oktober november dezember",
        ),
        (ASK, "warum wieso weshalb wie was wer wann wo ist sind kann soll muss darf"),
        (THIS, "das dies diese dieser dieses es"),
        (
            THING,
            "ding dinge art weise tatsache problem probleme frage fragen antwort idee gedanke \
             punkt wirklichkeit lehre beispiel wahl sache",
        ),
        (
            WRITER,
            "autor autorin professor professorin kolumnist kolumnistin redakteur redakteurin \
             schriftsteller schriftstellerin publizist publizistin  \
             historiker historikerin ökonom ökonomin",
        ),
        (BEING, "ist war"),
        (
            BODY,
            "sprecher sprecherin polizei behörden behörde staatsanwaltschaft mitteilung angaben \
             ermittler ministerium laut zufolge",
        ),
        (HOUSE, "newsletter abonnieren abonnenten http https www"),
        (
            SELF,
            "kommentar kommentare kolumne kolumnist kolumnistin leitartikel gastbeitrag glosse \
             meinungsbeitrag gastautor gastautorin",
        ),
    ],
    phrases: &[
        (HOUSE, &["mehr zum thema", "lesen sie auch", "alle rechte vorbehalten"]),
        (DUTY, &["es ist zeit", "höchste zeit"]),
        (SURE, &["in der tat", "ohne zweifel", "kein wunder"]),
    ],
};

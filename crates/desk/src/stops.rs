//! The small words of a language: they say nothing of what a story is about,
//! but they tell which language it is in. Lists only; no rule of judgement.

use story::Lang;
use whatlang::{Detector, Lang as Found};

const EN: &str = "a about after all also an and any are as at be been but by can could did do for from had has have he her him his how if in into is it its just like may more most mr mrs new no not now of on one only or other our out over said say says she so some such than that the their them then there these they this those to two up was we were what when where which while who will with would you your i me my year years people time first last told than before because during between being both even many much very against";
const DE: &str = "ab aber alle als also am an auch auf aus bei beim bis da damit dann das dass dem den denn der des die dies diese dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa für gegen gibt habe haben hat hatte hatten ich ihm ihn ihr ihre ihren im in ins ist ja jedoch kann kein keine können man mehr mit muss nach nicht noch nun nur ob oder ohne sagte sehr sein seine seinen seiner seit sich sie sind so soll sollen sowie über um und uns unter vom von vor war waren was wegen weil wenn wer werden wie wieder will wird wo worden wurde wurden würde zu zum zur zwei zwischen jahr jahre jahren menschen";
const ES: &str = "a al algo ante antes año años así aunque cada como con contra cuando cual de del desde donde dos durante e el ella ellos en entre era es esa ese eso esta está están este esto fue fueron ha había han hasta hay la las le les lo los más me mi mientras muy no nos o para pero por porque puede que qué quien se según ser si sido sin sobre son su sus también tan tanto tiene todo todos tras un una uno unos y ya dijo";
const RU: &str = "а без бы был была были было быть в во вот все всё вы где да для до его ее её если есть еще ещё же за из или им их к как ко который когда кто ли мы на не нет но о об он она они от по под после при с со так также там то того том только тот у уже что чтобы эта эти это этого";
const FR: &str = "à au aux avec ce ces cette dans de des du elle en est et il ils la le les leur leurs lui mais ne nous on ou où par pas plus pour qu que qui sa se ses son sont sur un une été a ont";

fn list(language: &str) -> &'static str {
    match language {
        "en" => EN,
        "de" => DE,
        "es" => ES,
        "ru" => RU,
        "fr" => FR,
        _ => "",
    }
}

/// True for a small word of a language; never where we have no list (weights by
/// rarity then do the work alone).
pub(crate) fn is_small(language: &Lang, word: &str) -> bool {
    list(language.as_str()).split(' ').any(|w| w == word)
}

/// Words of a title that announce a live blog or a round-up.
const ROUND_UPS: &[&str] = &[
    "live blog",
    "live updates",
    "live:",
    "liveblog",
    "as it happened",
    "at a glance",
    "round-up",
    "roundup",
    "briefing:",
    "live-ticker",
    "liveticker",
    "newsticker",
    "im überblick",
    "minuto a minuto",
    "en directo",
    "en vivo",
    "de un vistazo",
];

/// True if a title announces a text about many matters.
pub(crate) fn is_round_up(title: &str) -> bool {
    let title = title.to_lowercase();
    ROUND_UPS.iter().any(|sign| title.contains(sign))
}

/// The language a text is in; unknown under 20 letters or where the guess is
/// no better than a coin.
pub(crate) fn detect(title: &str, text: &str) -> Lang {
    let sample: String = title.chars().chain([' ']).chain(text.chars()).take(SAMPLE).collect();
    if sample.chars().filter(|c| c.is_alphabetic()).count() < 20 {
        return Lang::unknown();
    }
    let detector = Detector::with_allowlist(READ.iter().map(|(found, _)| *found).collect());
    match detector.detect(&sample) {
        Some(info) if info.confidence() >= 0.1 => READ
            .iter()
            .find(|(found, _)| *found == info.lang())
            .map_or_else(Lang::unknown, |(_, tag)| Lang::of(tag)),
        _ => Lang::unknown(),
    }
}

/// Letters that the language is told from.
const SAMPLE: usize = 600;

/// The languages that are told apart.
const READ: &[(Found, &str)] = &[
    (Found::Eng, "en"),
    (Found::Deu, "de"),
    (Found::Spa, "es"),
    (Found::Rus, "ru"),
    (Found::Fra, "fr"),
    (Found::Ita, "it"),
    (Found::Por, "pt"),
    (Found::Nld, "nl"),
    (Found::Pol, "pl"),
    (Found::Swe, "sv"),
    (Found::Dan, "da"),
    (Found::Fin, "fi"),
    (Found::Ukr, "uk"),
    (Found::Tur, "tr"),
    (Found::Ara, "ar"),
];

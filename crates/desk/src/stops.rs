//! The small words of a language: they say nothing of what a story is about,
//! but they tell which language it is in. Lists only; no rule of judgement.

use story::{Lang, Story};

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

/// The small words of a language; none where we have no list (weights by
/// rarity then do the work alone).
pub(crate) fn small_words(language: &Lang) -> impl Iterator<Item = &'static str> {
    list(language.as_str()).split(' ').filter(|w| !w.is_empty())
}

/// The language whose small words a text uses most; unknown below three hits
/// or on a tie.
pub(crate) fn guess(text: &Story) -> Lang {
    let sample: String = format!("{} {}", text.title(), text.summary()).to_lowercase();
    let words: Vec<&str> =
        sample.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(80).collect();
    let mut hits: Vec<(usize, &str)> = ["en", "de", "es", "ru", "fr"]
        .into_iter()
        .map(|l| (words.iter().filter(|w| list(l).split(' ').any(|s| s == **w)).count(), l))
        .collect();
    hits.sort_by(|a, b| b.cmp(a));
    match hits.as_slice() {
        [(most, language), (next, _), ..] if *most >= 3 && most > next => Lang::of(language),
        _ => Lang::unknown(),
    }
}

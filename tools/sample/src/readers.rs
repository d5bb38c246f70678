//! Invented readers, as many as are asked for, always the same ones.
//!
//! Names come from lists in several scripts, so that a greeting, a sort and a
//! mail header meet more than ASCII. All addresses lie under the domains that
//! RFC 2606 §3 keeps for examples: no mail to them can reach anybody.

use story::{Address, Lang};

/// Given names, family names, and the language its people read.
type Names = (&'static [&'static str], &'static [&'static str], &'static str);

const NAMES: &[Names] = &[
    (
        &[
            "Ada", "Bryn", "Clara", "Edmund", "Fiona", "Gareth", "Hester", "Ivor", "Maeve",
            "Niall", "Orla", "Rowan", "Siân", "Tamsin",
        ],
        &[
            "O'Brien",
            "Ashdown-Weir",
            "D'Arcole",
            "Fenwright",
            "Hollowell",
            "MacTavin",
            "O'Dell",
            "Penhallick",
            "Quillfeather",
            "St. Maur",
            "Tolliver",
            "Van der Mey",
        ],
        "en",
    ),
    (
        &[
            "Änne",
            "Björn",
            "Dörte",
            "Friedhelm",
            "Gesine",
            "Jürgen",
            "Käthe",
            "Lüder",
            "Swantje",
            "Ulf",
            "Wiebke",
        ],
        &[
            "Brückenau",
            "Deichgräber",
            "Großhans",
            "Krähwinkel",
            "Möllering",
            "Süßkind",
            "Tümpelmann",
            "Überschär",
            "von der Heyde-Löw",
        ],
        "de",
    ),
    (
        &["Begoña", "Iñaki", "José María", "Lucía", "Martín", "Nuria", "Óscar", "Ramón", "Íñigo"],
        &[
            "Albarracín Peña",
            "de la Cigüeña",
            "Ibáñez Roldán",
            "Muñiz",
            "Núñez Valdecañas",
            "Quiñones",
            "Zubeldía",
        ],
        "es",
    ),
    (
        &["Åse", "Çağla", "Łucja", "Ondřej", "Șerban", "Þóra", "Živa", "Zoë", "François", "Gülşen"],
        &[
            "Brzęcki",
            "Dvořáček",
            "Fjärdsten",
            "Gąsienicka",
            "Håkstad",
            "Ștefăneanu",
            "Yıldırımlı",
            "Żółkowska",
        ],
        "en",
    ),
    (
        &["Αλέξης", "Δανάη", "Ελένη", "Θανάσης", "Νεφέλη", "Στέλιος"],
        &["Αρμυρίδης", "Θαλασσινού", "Καραβίδης", "Λιμανίτης", "Ψαράκη"],
        "en",
    ),
    (
        &["Аглая", "Богдан", "Ярослава", "Ждан", "Лука", "Фёкла"],
        &["Береговая", "Лодочников", "Приливцев", "Щукин", "Якорева"],
        "en",
    ),
    (
        &["أمينة", "باسم", "ريم", "سليم", "ليلى", "نادر"],
        &["البحري", "الساحلي", "القبطان", "المينائي"],
        "en",
    ),
    (&["海音", "港子", "澄江", "岸夫", "渚"], &["入江", "波止場", "渡瀬", "潮見"], "en"),
    (&["바다", "한결", "이슬", "가람"], &["나루", "물결", "갯마을"], "en"),
];

const DOMAINS: [&str; 6] = [
    "example.org",
    "example.net",
    "example.com",
    "mail.example.org",
    "post.example.net",
    "harbour.example.com",
];

/// The first `count` readers: address, name, language. Addresses are unique.
pub fn readers(count: usize) -> impl Iterator<Item = (Address, String, Lang)> {
    (0..).filter_map(reader).take(count)
}

fn reader(n: usize) -> Option<(Address, String, Lang)> {
    // Two in five are from the first list: an English-language newsroom.
    let list = match n % 5 {
        0 | 2 => 0,
        1 => n / 5 * 3 % NAMES.len(),
        rest => (n / 5 * 3 + rest - 2) % NAMES.len(),
    };
    let (given, family, lang) = NAMES.get(list)?;
    let first = given.get(n * 7 % given.len())?;
    let last = family.get((n / given.len() + n * 3) % family.len())?;
    let name = match list {
        // Family name first, without a space, as its bearers write it.
        7 | 8 => format!("{last}{first}"),
        _ => format!("{first} {last}"),
    };
    let handle: String = format!("{first}.{last}")
        .chars()
        .filter_map(plain)
        .collect::<String>()
        .trim_matches('.')
        .replace("..", ".");
    // Scripts without a Latin form get a plain word, as their bearers often choose.
    let handle = if handle.chars().filter(char::is_ascii_alphabetic).count() < 3 {
        "reader".to_owned()
    } else {
        handle
    };
    let domain = DOMAINS.get(n % DOMAINS.len())?;
    let address = Address::parse(&format!("{handle}.{}@{domain}", n + 1)).ok()?;
    Some((address, name, Lang::of(lang)))
}

/// The character as it stands in an address: ASCII small letters, the
/// apostrophe and the hyphen that people really have there; others are left out.
fn plain(c: char) -> Option<char> {
    match c {
        'a'..='z' | '.' | '\'' | '-' => Some(c),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        'á' | 'ä' | 'å' | 'Å' | 'Ä' | 'ą' | 'â' | 'ă' => Some('a'),
        'é' | 'ë' | 'ę' => Some('e'),
        'í' | 'ı' | 'Í' | 'î' => Some('i'),
        'ó' | 'ö' | 'Ó' | 'Ö' => Some('o'),
        'ú' | 'ü' | 'Ü' => Some('u'),
        'ç' | 'Ç' | 'č' => Some('c'),
        'ñ' => Some('n'),
        'ß' | 'ş' | 'ș' | 'Ș' => Some('s'),
        'ř' => Some('r'),
        'ł' | 'Ł' => Some('l'),
        'ğ' => Some('g'),
        'ż' | 'Ż' | 'Ž' => Some('z'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn two_thousand_readers_nobody_twice_and_nobody_real() {
        let all: Vec<_> = readers(2_000).collect();
        assert_eq!(all.len(), 2_000);
        let addresses: HashSet<String> = all.iter().map(|(a, ..)| a.folded()).collect();
        assert_eq!(addresses.len(), 2_000);
        for (a, name, _) in &all {
            let reserved = ["example.org", "example.net", "example.com"];
            let d = a.domain();
            assert!(
                reserved.iter().any(|r| d == *r || d.ends_with(&format!(".{r}"))),
                "{a} could reach somebody"
            );
            assert!(a.is_ascii() && !name.trim().is_empty(), "{a} {name}");
        }
        assert!(all.iter().any(|(a, ..)| a.as_str().contains('\'')), "an apostrophe");
        for script in ['Α'..='ω', 'А'..='я', 'ء'..='ي', '一'..='龥', '가'..='힣'] {
            assert!(all.iter().any(|(_, n, _)| n.chars().any(|c| script.contains(&c))));
        }
        assert_eq!(all, readers(2_000).collect::<Vec<_>>());
    }
}

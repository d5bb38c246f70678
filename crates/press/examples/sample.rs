//! `cargo run -p press --example sample -- html` prints the invented edition
//! as HTML; `mails DIR` writes signed mails and the DNS record of their key
//! there, for outside judges.

#[path = "../tests/it/sample/mod.rs"]
mod sample;

use press::dkim::{Key, Signer};
use press::plate::{Imprint, Plate};
use story::{Address, Lang, ReaderId};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["html"] => {
            let mut out = std::io::stdout();
            std::io::Write::write_all(&mut out, press::preview(&sample::sheet())?.as_bytes())?;
        }
        ["mails", dir] => mails(std::path::Path::new(dir))?,
        _ => return Err("say html, or mails DIR".into()),
    }
    Ok(())
}

fn mails(dir: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(dir)?;
    let key = Key::generate()?;
    let signer = Signer::new(&key, "news.example.org", "nd1")?;
    std::fs::write(dir.join("record.txt"), key.dns_record()?)?;
    let mut sheet = sample::sheet();
    let mut out = Vec::new();
    let mut number = 0;
    for (language, subject) in [
        ("en", "Plain words"),
        ("de", "Größere Überschwemmung – und vieles, sehr vieles mehr aus aller Welt"),
        ("ru", "Плотина выдержала, но старой набережной больше нет: что известно утром"),
        ("ar", "الحاجز صمد لكن الرصيف القديم ضاع"),
        ("en", ". a dot, a \"quote\", a = and =?UTF-8?Q?no?= word 🌊🌊🌊"),
    ] {
        sheet.language = Lang::of(language);
        sheet.subject = subject.into();
        sheet.preface = format!("{subject}\n\n.dot\n\nFrom here {}", "x".repeat(300));
        let plate = Plate::set(&sheet, &sample::envelope())?;
        for name in [
            "",
            "Ann Example",
            "Jürgen Größe-Übermäßig von und zu Hinterwaldkirchen am See",
            "O'Neill, \"Ann\" \\ Dr.",
            "Иван Петрович Сидоров",
            "محمد العربي",
            "李小龍 🌊",
        ] {
            number += 1;
            let address = Address::parse(&format!("reader{number}@example.net"))?;
            let reader = ReaderId(number);
            let token = "t".repeat(usize::try_from(number * 20 % 700)?);
            let imprint = Imprint {
                name,
                address: &address,
                unsubscribe: &format!("https://news.example.org/u/{token}?a=1&b=2"),
                unsubscribe_mail: Some("mailto:leave@news.example.org?subject=abc"),
                manage: &format!("https://news.example.org/m/{token}"),
                message_id: &plate.message_id(reader),
            };
            plate.imprint(&imprint, &mut out)?;
            signer.sign(&mut out, "2026-11-24T05:30:00Z".parse()?)?;
            std::fs::write(dir.join(format!("{number}.eml")), &out)?;
        }
    }
    Ok(())
}

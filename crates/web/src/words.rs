//! The words of the house's own mails. The press makes messages of them.

use crate::links::Links;
use crate::locale::Locales;
use crate::pages::Pages;
use crate::pages::values;
use jiff::Timestamp;
use story::{Newsletter, Reader};

/// What a mail says. Plain values: no headers, no encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailWords {
    /// One line.
    pub subject: String,
    /// The text part, lines parted by `\n`.
    pub text: String,
    /// The HTML part: a whole document with its styles inside.
    pub html: String,
}

/// The mail that asks a reader to confirm. No logo, no offer, and nothing that
/// was typed into the form: it must not serve to write to strangers.
pub fn confirmation_words(
    locales: &Locales,
    links: &Links,
    newsletter: &Newsletter,
    reader: &Reader,
    now: Timestamp,
) -> MailWords {
    let link = links.confirm(reader.id, newsletter.id, now);
    house_mail(locales, newsletter, "confirm", &link)
}

/// The mail to somebody who asks for what they get already.
pub fn already_words(
    locales: &Locales,
    links: &Links,
    newsletter: &Newsletter,
    reader: &Reader,
) -> MailWords {
    let link = links.manage(reader.id, newsletter.id);
    house_mail(locales, newsletter, "there", &link)
}

fn house_mail(locales: &Locales, newsletter: &Newsletter, which: &str, link: &str) -> MailWords {
    let lang = locales.nearest(&newsletter.language);
    let values =
        [("title", newsletter.title.as_str()), ("sender", newsletter.sender.name.as_str())];
    let say = |part: &str| locales.text(&lang, &format!("mail-{which}-{part}"), &values);
    let (subject, ask, ignore) = (say("subject"), say("text"), say("ignore"));
    let imprint = &newsletter.sender.imprint;
    let text =
        format!("{ask}\n\n{link}\n\n{ignore}\n\n-- \n{}\n{imprint}\n", newsletter.sender.name);
    let html = Pages::mail(
        "mail/house.html",
        values! {
            lang => lang.as_str(), subject, ask, link, ignore, imprint,
            button => say("button"), sender => newsletter.sender.name,
        },
    );
    MailWords { subject: story::one_line(&subject), text, html }
}

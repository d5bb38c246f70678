//! What an edition says, as plain data: every word that a reader will see, in
//! order, already in the newsletter's language. Whoever fills it decides what
//! is said; the plate only decides how it looks.

use serde::{Deserialize, Serialize};
use story::{Lang, Point, SectionRole};

/// A whole edition. Texts are plain; an empty one is left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// The language of everything in it.
    pub language: Lang,
    /// The newsletter's name.
    pub newsletter: String,
    /// The date as words: `Tuesday, 24 November 2026`.
    pub date_line: String,
    /// The mail's subject.
    pub subject: String,
    /// The editors' words at the top; paragraphs apart by an empty line.
    pub preface: String,
    /// The parts, in order. One without items is left out.
    pub sections: Vec<Part>,
    /// The fixed words.
    pub labels: Labels,
    /// The edition's page in the archive (http or https).
    pub archive_url: String,
    /// The postal address of the newsroom.
    pub imprint: String,
    /// The newspaper's colour, `#rrggbb`. It is darkened or lightened until it
    /// can be read.
    pub colour: String,
}

/// A part of the edition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What stands above it.
    pub title: String,
    /// What it is for; decides how large its items are.
    pub role: SectionRole,
    /// Its stories.
    pub items: Vec<Item>,
}

/// One story in the edition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// Its headline.
    pub headline: String,
    /// The short line above the headline.
    pub kicker: String,
    /// Its text; paragraphs apart by an empty line.
    pub text: String,
    /// Its page (http or https).
    pub url: String,
    /// Who published it.
    pub source: String,
    /// Who wrote it, and the agencies it rests on.
    pub credit: String,
    /// What we know so far.
    pub points: Vec<Point>,
    /// Earlier stories of the matter.
    pub background: Vec<Earlier>,
    /// A correction or another word of the editors on it.
    pub note: String,
    /// What an editor chose to show with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<Shown>,
}

/// A picture of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// Where it lies on our own site (http or https), the same for all readers.
    pub url: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// Who made it, as it has to be printed.
    pub credit: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// An earlier story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Earlier {
    /// Its date as words.
    pub date: String,
    /// A sentence of it.
    pub text: String,
    /// Who published it.
    pub source: String,
    /// Its page, if there is one.
    pub url: String,
}

/// The fixed words of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Labels {
    /// Before the headline in the link under a lead story.
    pub read_more: String,
    /// Above the points.
    pub points: String,
    /// Above the earlier stories.
    pub background: String,
    /// The link that ends the subscription.
    pub unsubscribe: String,
    /// The link to the reader's own page.
    pub manage: String,
    /// The link to the edition in the archive.
    pub archive: String,
    /// Why this mail came. Must hold `{address}` where the address goes.
    pub why: String,
    /// Above the list of addresses in the text part.
    pub links: String,
    /// Before what a picture shows, in the text part.
    pub picture: String,
}

impl Default for Labels {
    fn default() -> Self {
        Self::of(&Lang::of("en"))
    }
}

impl Labels {
    /// The words in a language; English where we do not know it.
    pub fn of(language: &Lang) -> Self {
        let [read_more, points, background, unsubscribe, manage, archive, why, links, picture] =
            match language.as_str() {
                "de" => [
                    "Den ganzen Artikel lesen",
                    "Was wir bisher wissen",
                    "Hintergrund",
                    "Abbestellen",
                    "Abonnement verwalten",
                    "Diese Ausgabe im Archiv lesen",
                    "Sie erhalten diese Mail, weil {address} diesen Newsletter bestellt hat.",
                    "Adressen",
                    "Bild",
                ],
                "es" => [
                    "Leer el artículo completo",
                    "Lo que sabemos hasta ahora",
                    "Antecedentes",
                    "Darse de baja",
                    "Gestionar la suscripción",
                    "Leer esta edición en el archivo",
                    "Recibe este correo porque {address} se suscribió a este boletín.",
                    "Enlaces",
                    "Imagen",
                ],
                "ru" => [
                    "Читать полностью",
                    "Что известно на данный момент",
                    "Предыстория",
                    "Отписаться",
                    "Управление подпиской",
                    "Этот выпуск в архиве",
                    "Вы получили это письмо, потому что адрес {address} подписан на рассылку.",
                    "Ссылки",
                    "Снимок",
                ],
                _ => [
                    "Read the whole story",
                    "What we know so far",
                    "Background",
                    "Unsubscribe",
                    "Manage your subscription",
                    "Read this edition in the archive",
                    "You get this mail because {address} subscribed to this newsletter.",
                    "Links",
                    "Picture",
                ],
            }
            .map(str::to_owned);
        Self { read_more, points, background, unsubscribe, manage, archive, why, links, picture }
    }
}

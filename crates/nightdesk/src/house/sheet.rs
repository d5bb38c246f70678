//! From an edition to what the press sets: the words of its slots with their
//! sources, and the envelope's fixed lines.

use super::{House, HouseError};
use jiff::Timestamp;
use press::{
    plate::Envelope,
    sheet::{Earlier, Item, Labels, Part, Sheet},
};
use store::StoreError;
use story::{
    CorrectionItem, Edition, EditionKind, Lang, Newsletter, Point, SectionRole, Signal, Slot,
    SlotPoint, Slug, Standing,
};

impl House {
    /// What the edition says, in its newsletter's language.
    pub(super) async fn sheet<S>(
        &self,
        newsletter: &Newsletter,
        edition: &Edition<S>,
    ) -> Result<Sheet, HouseError> {
        let mut sections = Vec::new();
        for (number, section) in newsletter.sections.iter().enumerate() {
            let mut items = Vec::new();
            for slot in
                edition.slots.iter().filter(|s| usize::from(s.section) == number && !s.left_out)
            {
                items.push(self.item(newsletter, section.role, slot).await?);
            }
            if !items.is_empty() {
                sections.push(Part { title: section.title.clone(), role: section.role, items });
            }
        }
        if !edition.corrections.is_empty() {
            sections.push(self.corrections(newsletter, edition));
        }
        // A correction mail has no page of its own: its note stands on the page
        // of the faulty edition.
        let page = match (edition.kind, edition.corrections.first()) {
            (EditionKind::Correction(_), Some(first)) => first.date,
            _ => edition.date,
        };
        let public = self.links.public_url();
        Ok(Sheet {
            language: newsletter.language.clone(),
            newsletter: newsletter.title.clone(),
            date_line: self.locales.date(&newsletter.language, edition.date),
            subject: edition.subject.clone(),
            preface: edition.preface.clone(),
            sections,
            labels: Labels::of(&newsletter.language),
            archive_url: format!("{public}/n/{}/{page}", newsletter.slug),
            imprint: newsletter.sender.imprint.clone(),
            ..Sheet::default()
        })
    }

    /// What an edition says about errors of earlier ones: in a correction mail
    /// that is all, elsewhere the last part.
    fn corrections<S>(&self, newsletter: &Newsletter, edition: &Edition<S>) -> Part {
        let lang = &newsletter.language;
        let alone = edition.kind != EditionKind::Regular;
        let (title, role) = match alone {
            true => ("correction-title", SectionRole::News),
            false => ("corrections-title", SectionRole::Briefs),
        };
        let public = self.links.public_url();
        let item = |c: &CorrectionItem| {
            let date = self.locales.day(lang, c.date);
            let place = c.slot.map(|s| format!("#s{s}")).unwrap_or_default();
            Item {
                headline: self.locales.text(lang, "correction-of", &[("date", &date)]),
                text: c.text.clone(),
                url: format!("{public}/n/{}/{}{place}", newsletter.slug, c.date),
                ..Item::default()
            }
        };
        Part {
            title: self.locales.text(lang, title, &[]),
            role,
            items: edition.corrections.iter().map(item).collect(),
        }
    }

    async fn item(
        &self,
        newsletter: &Newsletter,
        role: SectionRole,
        slot: &Slot,
    ) -> Result<Item, HouseError> {
        let stored =
            self.store.story(slot.story).await?.ok_or(StoreError::Missing("such story"))?;
        // The words rest on the version the editors saw, not on the newest.
        let versions = self.store.story_versions(slot.story).await?;
        let version = versions
            .into_iter()
            .find(|v| v.id == slot.version)
            .ok_or(StoreError::Missing("such version"))?;
        let story = version.story;
        let lang = &newsletter.language;
        let lead = role == SectionRole::Lead;
        let mut background = Vec::new();
        for part in slot.background.iter().filter(|_| lead) {
            // Withdrawn or held since the draft: not a word of it goes out.
            let earlier = self.store.story(part.story).await?;
            if earlier.is_some_and(|s| s.standing(super::now()) == Standing::Usable) {
                background.push(Earlier {
                    date: self.locales.day(lang, part.date),
                    text: part.text.clone(),
                    source: part.source.clone(),
                    url: String::new(),
                });
            }
        }
        let mut points = story.points.filter(|_| lead).map(|p| p.items).unwrap_or_default();
        if let Some(given) = &slot.points {
            // As they were approved, wherever the slot was put since: of what
            // they rest on the store's gate knows.
            points = given.iter().map(|point| self.point(lang, point)).collect();
        }
        let note = match version.signal {
            Signal::Correction => {
                let when = self.locales.moment(lang, version.seen, &newsletter.time_zone());
                self.locales.text(lang, "corrected", &[("when", &when)])
            }
            _ => String::new(),
        };
        Ok(Item {
            headline: slot.headline.clone(),
            kicker: story.kicker.unwrap_or_default(),
            text: slot.text.clone(),
            url: story_url(&self.links.public_url(), slot),
            source: stored.source_name,
            credit: story.credit.map(|c| c.raw).unwrap_or_default(),
            points,
            background,
            note,
            picture: slot.picture.as_ref().map(|p| self.shown(p)),
        })
    }

    /// A point with whose word it is: the editors', or the sources that carry it.
    fn point(&self, lang: &Lang, point: &SlotPoint) -> Point {
        let key = if point.edited { "point-edited" } else { "point-of" };
        let given = [("text", point.text.as_str()), ("source", point.source.as_str())];
        Point { label: String::new(), text: self.locales.text(lang, key, &given) }
    }

    pub(super) fn envelope<S>(
        &self,
        newsletter: &Newsletter,
        edition: &Edition<S>,
        now: Timestamp,
    ) -> Envelope {
        let sender = &newsletter.sender;
        let domain = sender.address.domain().to_owned();
        Envelope {
            edition: edition.id,
            from_name: sender.name.clone(),
            from: sender.address.clone(),
            reply_to: sender.reply_to.clone(),
            return_path: sender.address.clone(),
            list_id: format!("{}.{domain}", newsletter.slug),
            list_name: newsletter.title.clone(),
            date: now,
            zone: newsletter.zone.clone(),
            message_domain: domain,
            feedback: Some(match edition.kind {
                EditionKind::Regular => format!("{}:{}:nightdesk", edition.date, newsletter.slug),
                EditionKind::Correction(id) => {
                    format!("correction-{id}:{}:nightdesk", newsletter.slug)
                }
            }),
        }
    }
}

/// The public page of a slot's story.
fn story_url(public: &str, slot: &Slot) -> String {
    format!("{public}/s/{}/{}", slot.story, Slug::of(&slot.headline))
}

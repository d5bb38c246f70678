//! Lists of feeds (OPML) and the desk's sources: one becomes the other.

use std::collections::HashSet;
use store::{NewSource, Store, StoreError};
use story::{Defaults, Lang, Place, Source};
use wire::opml::Outline;

/// The sources that are feeds, desk by desk.
pub fn outlines(sources: &[Source]) -> Vec<Outline> {
    let mut out: Vec<Outline> = sources
        .iter()
        .filter_map(|s| match &s.place {
            Place::Url(url) => Some(Outline {
                title: s.name.clone(),
                xml_url: s.state.address.as_ref().unwrap_or(url).clone(),
                html_url: None,
                folder: s.defaults.desk.iter().cloned().collect(),
                language: s.language.as_ref().map(ToString::to_string),
            }),
            Place::Folder(_) | Place::Paste => None,
        })
        .collect();
    out.sort_by(|a, b| a.folder.cmp(&b.folder).then_with(|| a.title.cmp(&b.title)));
    out
}

/// A feed of a list as a source.
fn listed(feed: Outline) -> NewSource {
    let name = if feed.title.is_empty() { feed.xml_url.clone() } else { feed.title };
    let defaults = Defaults { desk: feed.folder.last().cloned(), ..Defaults::default() };
    NewSource {
        name,
        place: Place::Url(feed.xml_url),
        format: None,
        own: false,
        language: feed.language.as_deref().map(Lang::of).filter(|l| !l.is_unknown()),
        defaults,
    }
}

/// Adds a list's feeds, but for those whose address is asked already. Gives
/// how many were added.
pub async fn add(store: &dyn Store, feeds: Vec<Outline>) -> Result<usize, StoreError> {
    let there: HashSet<String> = outlines(&store.sources().await?)
        .into_iter()
        .filter_map(|f| wire::keys::canonical(&f.xml_url))
        .collect();
    let mut added = 0;
    for feed in feeds {
        if wire::keys::canonical(&feed.xml_url).is_some_and(|url| there.contains(&url)) {
            continue;
        }
        store.add_source(listed(feed)).await?;
        added += 1;
    }
    Ok(added)
}

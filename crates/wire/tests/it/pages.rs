//! Pages of invented news sites: what is read of their story, and what is not.

use story::{Format, Kind, Received, Signal};
use wire::{Hint, read};

const PARAGRAPHS: [&str; 4] = [
    "The ferry Albatross went down on Monday night with 41 people on board, and the search for two of its sailors went on until the morning, port officials said.",
    "Most passengers were picked up by fishing boats within an hour, and none of them was badly hurt, according to the coast guard, which sent four ships and a helicopter.",
    "The transport ministry promised a full report, and said that the other ferries of the northern line would stay in port until each of them had been looked at.",
    "Relatives of the two sailors came to the harbour, where the mayor told them that boats from three towns would go on looking for as long as the weather let them.",
];

fn page(head: &str, body: &str) -> Received {
    let text = format!("<!doctype html><html><head>{head}</head><body>{body}</body></html>");
    let hint = Hint {
        name: Some("https://post.example/news/ferry?utm_source=x".into()),
        format: Some(Format::Html),
        ..Hint::default()
    };
    let read = read(text.as_bytes(), &hint).unwrap_or_else(|e| panic!("{e}"));
    read.stories.into_iter().next().expect("a story")
}

fn article() -> String {
    let p: Vec<String> = PARAGRAPHS.iter().map(|p| format!("<p>{p}</p>")).collect();
    format!("<article><h1>Ferry sinks off the coast</h1>{}</article>", p.join(""))
}

#[test]
fn the_text_is_the_storys_alone() {
    let body = format!(
        "<header class='site'><nav><a href='/'>Home</a><a href='/sea'>Sea</a></nav></header>
         <main><article class='story tag-sea'><h1>Ferry sinks off the coast</h1>
         <div class='byline'>By <a rel='author' href='/ann'>Ann Example</a></div>
         <ul class='share-tools'><li><a href='https://s.example/?u=1'>Share on S</a></li><li><a href='https://t.example/?u=1'>Send to T</a></li></ul>
         <figure><img src='/ferry-2026.jpg' alt='A ferry' width='800' height='500'><figcaption>The ferry in spring. (Photo: Bob Example)</figcaption></figure>
         <p>{}</p><p>{}</p>
         <h2>The search</h2><p>{}</p>
         <aside class='related'><h3>Related stories</h3><ul><li><a href='/1'>Why old ferries sink more often</a></li><li><a href='/2'>The line that lost its licence</a></li></ul></aside>
         <p>{}</p>
         <div class='newsletter-signup'><p>Sign up for our newsletter and get the news each morning.</p></div>
         </article>
         <section id='comments'><h3>Comments</h3><div class='comment'><p>I was on that ferry once and it was a very bad trip, let me tell you about it at length.</p></div></section></main>
         <footer><p>All rights reserved by the Post and its owners, since 1901.</p></footer>",
        PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[2], PARAGRAPHS[3]
    );
    let s = page("<title>Ferry sinks off the coast | The Post</title>", &body).story;
    let text = s.full_text();
    for wanted in PARAGRAPHS.iter().chain(&["The search"]) {
        assert!(text.contains(wanted), "{wanted:?} is missing in {text}");
    }
    for noise in
        ["Share on", "Photo", "spring", "licence", "Sign up", "bad trip", "All rights", "Home"]
    {
        assert!(!text.contains(noise), "{noise:?} in {text}");
    }
    assert_eq!(s.headline.as_deref(), Some("Ferry sinks off the coast"));
    assert_eq!(s.byline.as_deref(), Some("Ann Example"));
    let picture = &s.media[0];
    assert_eq!(picture.url.as_deref(), Some("https://post.example/ferry-2026.jpg"));
    assert_eq!(picture.caption.as_deref(), Some("The ferry in spring."));
    assert_eq!(picture.credit.as_deref(), Some("Bob Example"));
}

#[test]
fn data_comes_before_markup() {
    let head = r##"<html lang="en"><title>Wrong | Post</title><meta property="og:title" content="Also wrong">
      <script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":[{"@type":"NewsArticle","headline":"Not this"}]}</script>
      <script type="application/ld+json">not json at all {</script>
      <script type="application/ld+json"><!-- //<![CDATA[
      {"@context":"https://schema.org","@graph":[
        {"@type":"WebPage","@id":"#page","name":"Page"},
        {"@type":"Person","@id":"#ann","name":"Ann Example"},
        {"@type":["NewsArticle","OpinionNewsArticle"],"headline":"Ferry sinks
 off the coast","alternativeHeadline":"","description":"Two sailors &amp; a ship are missing.",
         "author":[{"@id":"#ann"},{"@type":"Person","name":["Bob Example"]},"By Cy Example"],
         "datePublished":"2026-11-02T21:40:00+01:00","dateModified":"2026-11-02T22:00:00Z",
         "inLanguage":{"@type":"Language","alternateName":"de-AT"},"articleSection":["Sea"],
         "keywords":"ferry, port, ferry","about":{"@type":"Thing","name":"Accidents"},
         "image":{"@type":"ImageObject","url":"/a-1.jpg","caption":"The ferry. Foto: dpa","width":"1200px","height":800},
         "copyrightHolder":{"@type":"Organization","name":"The Post Ltd"},"license":"https://post.example/licence",
         "contentLocation":{"@type":"Place","name":"Harbour City"},
         "mainEntityOfPage":"https://post.example/news/ferry","isAccessibleForFree":false,
         "correction":{"@type":"CorrectionComment","text":"An earlier version gave another number."},},
      ]};
      //]]> --></script>"##;
    let r = page(head, &article());
    let s = &r.story;
    assert_eq!(s.headline.as_deref(), Some("Ferry sinks off the coast"));
    assert_eq!(s.teaser, "Two sailors & a ship are missing.");
    assert_eq!(s.byline.as_deref(), Some("Ann Example, Bob Example, Cy Example"));
    assert_eq!(s.published.unwrap().to_string(), "2026-11-02T20:40:00Z");
    assert_eq!(s.updated.unwrap().to_string(), "2026-11-02T22:00:00Z");
    assert_eq!(s.language.as_str(), "de");
    assert_eq!(s.subjects, ["Sea", "ferry", "port", "Accidents"]);
    assert_eq!(s.kind, Kind::Opinion);
    assert_eq!(s.places, ["Harbour City"]);
    let rights = s.rights.as_ref().unwrap();
    assert_eq!(rights.holder.as_deref(), Some("The Post Ltd"));
    assert_eq!(rights.terms.as_deref(), Some("https://post.example/licence"));
    let picture = &s.media[0];
    assert_eq!((picture.width, picture.credit.as_deref()), (Some(1200), Some("dpa")));
    assert_eq!(r.signal, Signal::Correction);
    assert!(r.notes.for_editors().contains("another number"));
    assert_eq!(s.url.as_deref(), Some("https://post.example/news/ferry"));
}

#[test]
fn an_empty_correction_is_none() {
    let head = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"A","correction":"","dateModified":null}</script>"#;
    assert_eq!(page(head, &article()).signal, Signal::Update);
}

#[test]
fn markup_where_there_is_no_data() {
    let head = "<meta property='og:title' content='Ferry sinks - The Post'><meta property='og:site_name' content='The Post'>\
        <meta property='og:description' content='Two are missing.'><meta property='og:locale' content='es_ES'>\
        <meta property='article:published_time' content='2026-11-02T20:40:00Z'><meta property='article:author' content='https://post.example/ann'>\
        <meta name='author' content='Ann Example'><meta property='article:section' content='Opinión'>\
        <meta property='article:tag' content='Mar'><meta property='article:tag' content='Puerto'>\
        <meta property='og:image' content='/lead-1.jpg'><meta property='og:image:alt' content='Un barco'>\
        <meta name='copyright' content='© The Post'><link rel='canonical' href='/'><meta property='og:url' content='https://post.example/mar/ferry'>";
    let s = page(head, &article()).story;
    assert_eq!(s.headline.as_deref(), Some("Ferry sinks"));
    assert_eq!(s.byline.as_deref(), Some("Ann Example"));
    assert_eq!(s.language.as_str(), "es");
    assert_eq!(s.kind, Kind::Opinion);
    assert_eq!(s.subjects, ["Opinión", "Mar", "Puerto"]);
    assert_eq!(s.media[0].alt.as_deref(), Some("Un barco"));
    assert_eq!(s.rights.unwrap().notice.as_deref(), Some("© The Post"));
    // The front page is no story's address.
    assert_eq!(s.url.as_deref(), Some("https://post.example/mar/ferry"));
}

#[test]
fn microdata_and_the_trades_classes() {
    let body = format!(
        "<div itemscope itemtype='https://schema.org/NewsArticle'><span class='dachzeile'>Unglück</span><h1 itemprop='headline'>Fähre sinkt vor der Küste</h1>
         <span itemprop='author' itemscope><span itemprop='name'>Ann Beispiel</span></span>
         <time itemprop='datePublished' datetime='2026-11-02T20:40:00Z'>gestern</time><meta itemprop='dateModified' content='2026-11-03'>
         <div itemprop='articleBody'>{}</div></div>
         <div itemprop='comment' itemscope itemtype='https://schema.org/Comment'><span itemprop='author'>Troll</span></div>",
        PARAGRAPHS.map(|p| format!("<p>{p}</p>")).join("")
    );
    let s = page("<title>x</title>", &body).story;
    assert_eq!(s.headline.as_deref(), Some("Fähre sinkt vor der Küste"));
    assert_eq!(s.kicker.as_deref(), Some("Unglück"));
    assert_eq!(s.byline.as_deref(), Some("Ann Beispiel"));
    assert_eq!(s.published.unwrap().to_string(), "2026-11-02T20:40:00Z");
    assert_eq!(s.updated.unwrap().to_string(), "2026-11-03T00:00:00Z");
    let plain = format!(
        "<span class='byline'>Von Jo Muster</span><time datetime='vor 3 Stunden'>vor 3 Stunden</time>{}",
        article()
    );
    let s = page("", &plain).story;
    assert_eq!(s.byline.as_deref(), Some("Jo Muster"));
    assert_eq!(s.published, None);
}

#[test]
fn a_text_that_is_only_data() {
    let body = PARAGRAPHS.join("\\n\\n");
    let head = format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Ferry sinks","articleBody":"{body}"}}</script>"#
    );
    let s = page(&head, "<div id='app'>Please turn on scripts.</div>").story;
    assert_eq!(s.lead, PARAGRAPHS[0]);
    assert_eq!(s.body.len(), 3);
}

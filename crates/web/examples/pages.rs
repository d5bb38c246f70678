//! Serves all pages with an invented newsroom, to be looked at: a desk to log
//! in at (`chief@example.org`, password `correct horse battery`), the public
//! pages, an edition that went out yesterday, and the mail catcher.
//!
//! `cargo run -p web --example pages -- 8080`

#[path = "../tests/it/house/mod.rs"]
mod house;

use std::net::SocketAddr;
use std::time::Duration;
use store::{Evidence, NewEdition};
use story::{Address, EditorId, Lang};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::args().nth(1).and_then(|p| p.parse().ok()).unwrap_or(8080);
    let limits = web::Limits { least_filling: Duration::ZERO, ..web::Limits::default() };
    let house = house::House::build(limits).await;
    let readers = (0..240)
        .map(|i| {
            Address::parse(&format!("reader{i}@example.org"))
                .map(|a| (a, String::new(), Lang::of("en")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let evidence = Evidence { how: "import".into(), ..Evidence::default() };
    house.store.import_readers(house.newsletter, readers, evidence, house::now()).await?;

    let mut slots = Vec::new();
    for (at, section) in [(0, 0), (6, 1), (1, 1), (3, 2), (7, 2), (5, 3), (4, 3)] {
        slots.push(
            house::new_slot(&house.store, house.stories[at], section, house.stories[8]).await,
        );
    }
    let new = NewEdition {
        newsletter: house.newsletter,
        date: "2026-03-04".parse()?,
        send_at: "2026-03-04T05:30:00Z".parse()?,
        subject: "Two years on, the harbour has its bridge again".into(),
        slots,
    };
    let Some(id) = house.store.lay_edition(new, house::now()).await? else { return Ok(()) };
    let step = store::EditionStep::Approve;
    house.store.step_edition(id, 1, step, Some(EditorId(1)), house::now()).await?;
    web::Floor::send_now(&*house.floor, id, EditorId(1)).await?;
    house::correct(&house).await;

    let catcher = web::catcher::Catcher::new(5000);
    for i in 0..230 {
        let mail = format!(
            "From: Harbour Post <morning@post.example.org>\r\nTo: reader{i}@example.org\r\nSubject: Two years on, the harbour has its bridge again\r\nList-Unsubscribe: <http://127.0.0.1:{port}/u/x>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe harbour\r\nhttp://127.0.0.1:{port}/n/morning/2026-03-04\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<!doctype html><html lang=en><title>x</title><body><h1>The harbour</h1><p><a href='http://127.0.0.1:{port}/'>Read on</a></p>\r\n--b--\r\n"
        );
        catcher.push(
            "morning@post.example.org",
            &format!("reader{i}@example.org"),
            mail.into_bytes(),
            house::now(),
        );
    }
    let mails = tokio::net::TcpListener::bind(("127.0.0.1", port + 1)).await?;
    let pages = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    tokio::spawn(async move { axum::serve(mails, web::catcher::router(catcher)).await });
    let service = house.router().into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(pages, service).await?;
    Ok(())
}

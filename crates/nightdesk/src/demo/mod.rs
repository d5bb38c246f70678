//! `nightdesk demo`: an invented newsroom on this machine, real in every part.
//!
//! The sample wire is served on loopback and read by the same poller as any
//! source; the mails go through SMTP to the mail catcher. Nothing is put into
//! the database by hand but the things an editor would set: sources, a
//! newsletter, the relay, an account, and a list of readers to import.

mod browser;
mod newsroom;
mod walk;

use crate::{
    cli::{Failed, tell},
    config::{Config, Fetch},
    house::{House, now},
    serve::{listen, router, serve_until, stopped},
};
use newsroom::Standing;
use serde::{Deserialize, Serialize};
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};
use tokio::net::TcpListener;
use web::{Limits, catcher::Catcher};

#[derive(clap::Args)]
pub struct Args {
    /// Walk the whole way without a browser, print a table, and end.
    #[arg(long)]
    unattended: bool,
    /// With --unattended: print the table as one JSON object.
    #[arg(long, requires = "unattended")]
    json: bool,
    /// Keep the data here, so that a later demo goes on with it; a new folder
    /// among the temporary files unless said.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The public site and the desk listen here, the mail catcher one further;
    /// 0 for any free ports.
    #[arg(long, value_name = "P")]
    port: Option<u16>,
    /// How many invented readers.
    #[arg(long, default_value_t = 2000, value_name = "N")]
    readers: usize,
}

/// What a demo remembers in its data, so that it can go on: the sample wire's
/// dates count from the first start, and its sources keep their addresses.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Memory {
    base: jiff::Timestamp,
    wire_port: u16,
}

const MEMORY: &str = "demo";

/// The catcher forgets the oldest mails beyond so many.
const MOST_CAUGHT: usize = 20_000;

/// Everything that listens.
struct Doors {
    site: TcpListener,
    catcher: TcpListener,
    wire: TcpListener,
}

/// Addresses to be printed and walked.
#[derive(Clone, Debug)]
struct Addresses {
    site: String,
    catcher: String,
    wire: String,
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// Binds site and catcher: at the ports asked for, or at 8080 and 8081 if they
/// are free, else anywhere.
async fn doors(port: Option<u16>, wire_port: u16) -> Result<Doors, Failed> {
    let (site, catcher) = match port {
        Some(0) => (listen(local(0)).await?, listen(local(0)).await?),
        Some(p) => {
            let next =
                p.checked_add(1).ok_or("the port has to leave room for one more after it")?;
            (listen(local(p)).await?, listen(local(next)).await?)
        }
        None => {
            match (TcpListener::bind(local(8080)).await, TcpListener::bind(local(8081)).await) {
                (Ok(site), Ok(catcher)) => (site, catcher),
                _ => (listen(local(0)).await?, listen(local(0)).await?),
            }
        }
    };
    Ok(Doors { site, catcher, wire: listen(local(wire_port)).await? })
}

fn folder(asked: Option<&PathBuf>) -> PathBuf {
    asked.cloned().unwrap_or_else(|| {
        let name = format!("nightdesk-demo-{}-{}", now().as_second(), std::process::id());
        std::env::temp_dir().join(name)
    })
}

/// Runs the demo: until it is told to stop, or to the end of the walk.
pub async fn run(args: Args) -> Result<ExitCode, Failed> {
    let data = folder(args.data.as_ref());
    let mut config = Config { data: data.clone(), ..Config::default() };
    let _lock = House::lock(&config)?;
    let memory: Option<Memory> = {
        use store::Settings;
        let store = store::Sqlite::open(&data)?;
        store.setting_text(MEMORY).await?.map(|m| serde_json::from_str(&m)).transpose()?
    };
    let doors = doors(args.port, memory.map_or(0, |m| m.wire_port)).await?;
    let url = |door: &TcpListener| Ok::<_, Failed>(format!("http://{}", door.local_addr()?));
    let addresses = Addresses {
        site: url(&doors.site)?,
        catcher: url(&doors.catcher)?,
        wire: url(&doors.wire)?,
    };
    let wire_port = doors.wire.local_addr()?.port();
    config.public_url = Some(addresses.site.clone());
    // The guard refuses loopback; the sample wire is the one thing it may fetch.
    config.fetch = Fetch {
        allow_hosts: vec!["127.0.0.1".into()],
        allow_ports: vec![wire_port],
        contact: None,
    };

    let house = House::open(&config, press::run::Retry::quick()).await?;
    house.links.move_to(&addresses.site);
    let memory = memory.unwrap_or(Memory { base: now(), wire_port });
    house.store.set_setting(MEMORY, &memory).await?;

    let catcher = Catcher::new(MOST_CAUGHT);
    let sink = newsroom::catch_mails(catcher.clone()).await?;
    let chief = newsroom::account(&house, sink.addr()).await?;
    let wire = sample::Wire::new(memory.base)?;
    let stop = stopped(house.stop.clone());
    let limits = Limits::default();
    let pages = router(&house, &addresses.site, &addresses.site, limits).await?;
    let serving = [
        tokio::spawn(serve_until(doors.site, pages, stop.clone())),
        tokio::spawn(serve_until(doors.catcher, web::catcher::router(catcher), stop.clone())),
        tokio::spawn(serve_until(doors.wire, wire.router(), stop.clone())),
    ];
    let desk_link = house.login_link(chief).await?;
    tell(&format!(
        "Nightdesk, an invented newsroom. Its data lie in {}\n\n  \
         desk          {}/desk\n  public site   {}/\n  mail catcher  {}/\n\n  \
         log in once:  {desk_link}\n",
        data.display(),
        addresses.site,
        addresses.site,
        addresses.catcher,
    ));

    let drop = data.join("drop");
    let ready = newsroom::open(&house, &wire, memory.base, &addresses, &drop, args.readers);
    let standing: Standing = tokio::select! {
        standing = ready => standing?,
        () = stop.cancelled() => return Ok(ExitCode::SUCCESS),
    };
    house.start().await?;
    let code = if args.unattended {
        let walked = tokio::select! {
            walked = walk::walk(&house, &addresses, &standing, &desk_link) => walked,
            () = stop.cancelled() => return Ok(ExitCode::FAILURE),
        };
        stop.cancel();
        walk::report(walked, args.json)?
    } else {
        tell(&format!(
            "The wire is read: {} stories of {} events. The draft of today lies on the desk.\n\
             Ctrl-C stops.",
            standing.stories, standing.events
        ));
        stop.cancelled().await;
        tell("Stopping: what is on the wire comes to its answer.");
        ExitCode::SUCCESS
    };
    house.close().await;
    for door in serving {
        door.await??;
    }
    // A walk that went well leaves nothing behind, unless it was to be kept.
    if args.unattended && args.data.is_none() && code == ExitCode::SUCCESS {
        std::fs::remove_dir_all(&data)?;
    }
    Ok(code)
}

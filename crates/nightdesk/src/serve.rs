//! `nightdesk serve`: a newsroom, until it is told to stop.

use crate::{
    cli::{Failed, tell},
    config::Config,
    house::{House, now},
};
use std::{net::SocketAddr, process::ExitCode, sync::Arc};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use web::{App, Limits, Site, settings::SITE, settings::SiteSettings};

/// Serves until Ctrl-C or SIGTERM.
pub async fn run(config: Config) -> Result<ExitCode, Failed> {
    let _lock = House::lock(&config)?;
    let house = House::open(&config, press::run::Retry::default()).await?;
    let listener = listen(config.listen).await?;
    let limits = Limits { proxies: config.trusted_proxies.clone(), ..Limits::default() };
    let router = router(&house, &config.public_url(), &config.public_url(), limits).await?;
    if house.store.editors().await?.is_empty() {
        tell(&format!(
            "Set the newsroom up here (once, within 24 hours): {}",
            house.setup_link().await?
        ));
    }
    tell(&format!("Nightdesk serves {}; the desk is at /desk", config.public_url()));
    house.start().await?;
    serve_until(listener, router, stopped(house.stop.clone())).await?;
    tell("Stopping: what is on the wire comes to its answer.");
    house.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Binds, or says what to do about it.
pub async fn listen(at: SocketAddr) -> Result<TcpListener, Failed> {
    TcpListener::bind(at).await.map_err(|e| {
        format!("can't listen on {at}: {e}; stop what listens there, or set another `listen`")
            .into()
    })
}

/// Public pages and desk in one router.
pub async fn router(
    house: &Arc<House>,
    public_url: &str,
    desk_url: &str,
    limits: Limits,
) -> Result<axum::Router, Failed> {
    let site: SiteSettings = house.store.setting(SITE).await?.unwrap_or_default();
    let or = |set: String, usual: &str| if set.is_empty() { usual.to_owned() } else { set };
    let site = Site {
        name: or(site.name, "The newsroom"),
        public_url: or(site.public_url, public_url),
        desk_url: desk_url.to_owned(),
    };
    let floor: Arc<dyn web::Floor> = house.floor();
    let app =
        Arc::new(App::new(house.store.clone(), floor, house.links.clone(), site, limits, now));
    Ok(web::public_router(app.clone()).merge(web::desk_router(app)))
}

/// Serves until `stop` comes; open requests are answered first, but no longer
/// than a few seconds.
pub async fn serve_until(
    listener: TcpListener,
    router: axum::Router,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let graceful = {
        let stop = stop.clone();
        async move { stop.cancelled().await }
    };
    let serving = axum::serve(listener, service).with_graceful_shutdown(graceful);
    tokio::select! {
        done = async { serving.await } => done,
        () = async {
            stop.cancelled().await;
            tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        } => Ok(()),
    }
}

/// Cancels `stop` at Ctrl-C or SIGTERM.
pub fn stopped(stop: CancellationToken) -> CancellationToken {
    let told = stop.clone();
    tokio::spawn(async move {
        #[cfg(unix)]
        let term = async {
            use tokio::signal::unix::{SignalKind, signal};
            match signal(SignalKind::terminate()) {
                Ok(mut term) => {
                    term.recv().await;
                }
                Err(e) => {
                    tracing::warn!(error = %e, "SIGTERM is not listened for");
                    std::future::pending::<()>().await;
                }
            }
        };
        #[cfg(not(unix))]
        let term = std::future::pending::<()>();
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = term => {}
        }
        told.cancel();
    });
    stop
}

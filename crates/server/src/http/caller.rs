//! Who calls, when a gateway stands before the server.

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// Puts the caller's own address where handlers and limits look for it, if a gateway that is
/// trusted names it. The last entry is the one that the gateway itself wrote; the others anybody
/// may have sent.
pub async fn behind(
    State(trusted): State<Arc<[IpAddr]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let named =
        request.headers().get_all("x-forwarded-for").iter().next_back().and_then(|value| {
            value.to_str().ok()?.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
        });
    if let (Some(peer), Some(caller)) = (peer, named)
        && trusted.contains(&peer.ip())
    {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(caller, peer.port())));
    }
    next.run(request).await
}

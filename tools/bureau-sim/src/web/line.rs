//! The connections: ordinary TCP, but an answer may ask its own to drip or to be reset.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

/// What an answer can ask of its connection.
#[derive(Clone, Debug, Default)]
pub struct Manners(Arc<Wanted>);

#[derive(Debug, Default)]
struct Wanted {
    reset: AtomicBool,
    /// Milliseconds between two bytes; 0: as fast as it goes.
    pause: AtomicU64,
}

impl Manners {
    /// Reset the connection instead of writing anything more.
    pub fn reset(&self) {
        self.0.reset.store(true, Ordering::SeqCst);
    }

    /// Write one byte at a time, with a pause before each.
    pub fn drip(&self, milliseconds: u64) {
        self.0.pause.store(milliseconds, Ordering::SeqCst);
    }
}

impl Connected<IncomingStream<'_, Door>> for Manners {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().manners.clone()
    }
}

/// Where connections come in.
pub struct Door(pub TcpListener);

impl Listener for Door {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Line { stream, manners: Manners::default(), pause: None }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// One connection.
pub struct Line {
    stream: TcpStream,
    manners: Manners,
    pause: Option<Pin<Box<Sleep>>>,
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.manners.0.reset.load(Ordering::SeqCst) {
            // Without lingering, closing sends a reset instead of an orderly end.
            self.stream.set_zero_linger()?;
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let pause = self.manners.0.pause.load(Ordering::SeqCst);
        if pause == 0 || bytes.is_empty() {
            return Pin::new(&mut self.stream).poll_write(cx, bytes);
        }
        let waiting =
            self.pause.get_or_insert_with(|| Box::pin(sleep(Duration::from_millis(pause))));
        ready!(waiting.as_mut().poll(cx));
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &bytes[..1]));
        self.pause = None;
        Poll::Ready(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

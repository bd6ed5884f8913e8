//! Serves one HTTP request on a socket of which the gateway has read the head already.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use edge::handed_over::TlsStream;
use gateway::HandedOver;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tower_service::Service;

/// From the hand-over to the end of the response; a client that takes longer is cut.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(30);

/// Serves the request and ends the connection: the next request's head is the gateway's to check again.
pub(crate) async fn serve(router: Router, handed: HandedOver) {
    let stream = match TcpStream::from_std(handed.stream) {
        Ok(stream) => stream,
        Err(error) => return tracing::debug!(%error, "a handed-over socket cannot be watched"),
    };
    match handed.tls {
        None => answer(router, Replayed { read: handed.read, at: 0, stream }).await,
        Some(tls) => answer(router, TlsStream::new(*tls, stream, handed.read)).await,
    }
}

async fn answer(router: Router, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) {
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| router.clone().call(request));
    let connection = hyper::server::conn::http1::Builder::new()
        .keep_alive(false)
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    match tokio::time::timeout(REQUEST_TIME_MAX, connection).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "an HTTP request failed"),
        Err(_) => tracing::debug!("an HTTP request took too long"),
    }
}

/// A socket whose first bytes have been read before.
struct Replayed {
    read: Vec<u8>,
    at: usize,
    stream: TcpStream,
}

impl AsyncRead for Replayed {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let held = &self.read[self.at..];
        if held.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, buffer);
        }
        let taken = held.len().min(buffer.remaining());
        buffer.put_slice(&held[..taken]);
        self.at += taken;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Replayed {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

//! A way to NATS on which single messages are lost.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Stands between one node and NATS, and passes on whatever it is not told to lose. Its threads end with the
/// connections, and with the test's process.
pub(crate) struct LossyWay {
    pub(crate) address: SocketAddr,
    to_lose: Arc<Mutex<Option<Vec<u8>>>>,
}

impl LossyWay {
    /// The way to this server.
    pub(crate) fn to(nats: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("free ports can be bound");
        let address = listener.local_addr().expect("it is bound");
        let to_lose = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&to_lose);
        thread::spawn(move || {
            // A node has two connections.
            for node in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                let server = TcpStream::connect(nats).expect("NATS accepts");
                let [from_node, to_server] =
                    [&node, &server].map(|stream| stream.try_clone().expect("it can be shared"));
                thread::spawn(move || pass_all(from_node, to_server));
                thread::spawn(move || pass_messages(server, &node, &shared));
            }
        });
        Self { address, to_lose }
    }

    /// The next message on its way to the node that holds this text is lost.
    pub(crate) fn lose(&self, text: &str) {
        *self.to_lose.lock().expect("no thread panics with it") = Some(text.into());
    }

    /// Whether everything that was to be lost is.
    pub(crate) fn has_lost(&self) -> bool {
        self.to_lose.lock().expect("no thread panics with it").is_none()
    }
}

fn pass_all(mut from: TcpStream, mut to: TcpStream) {
    // The connection ends with the test, whichever side goes first.
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Both);
}

/// NATS's protocol: lines, and behind a line that begins with `MSG` or `HMSG` as many bytes as its last word says.
fn pass_messages(from: TcpStream, mut to: &TcpStream, to_lose: &Mutex<Option<Vec<u8>>>) {
    let mut from = BufReader::new(from);
    let mut message = Vec::new();
    while from.read_until(b'\n', &mut message).is_ok_and(|read| read > 0) {
        if message.starts_with(b"MSG ") || message.starts_with(b"HMSG ") {
            let line = String::from_utf8_lossy(&message);
            let size = line.split_whitespace().next_back().and_then(|word| word.parse().ok());
            let mut body = vec![0; size.unwrap_or(0) + b"\r\n".len()];
            if from.read_exact(&mut body).is_err() {
                break;
            }
            message.append(&mut body);
        }
        if !is_lost(&message, to_lose) && to.write_all(&message).is_err() {
            break;
        }
        message.clear();
    }
    let _ = to.shutdown(Shutdown::Both);
}

fn is_lost(message: &[u8], to_lose: &Mutex<Option<Vec<u8>>>) -> bool {
    let mut to_lose = to_lose.lock().expect("no thread panics with it");
    to_lose.take_if(|text| message.windows(text.len()).any(|part| part == text)).is_some()
}

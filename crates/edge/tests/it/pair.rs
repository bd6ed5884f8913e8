//! A client and our side, joined without a socket.

use std::io::{Read, Write};
use std::sync::Arc;

use edge::{Certificates, Received, TlsConn, TlsFault, TlsLimits};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, RootCertStore, SupportedProtocolVersion};
use types::Limits;

use crate::files::Files;

pub(crate) const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

/// The settings of a client that trusts the certificate in these files.
pub(crate) fn client_config(files: &Files, version: &'static SupportedProtocolVersion) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&files.certificate).expect("a certificate")).expect("a root");
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(&[version])
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

pub(crate) fn client(config: impl Into<Arc<ClientConfig>>) -> ClientConnection {
    ClientConnection::new(config.into(), ServerName::try_from("localhost").expect("a name")).expect("a client")
}

pub(crate) fn certificates(files: &Files) -> Certificates {
    Certificates::load(&files.certificate, &files.key).expect("a certificate")
}

/// Both ends, and what has come out of ours.
pub(crate) struct Pair {
    pub(crate) client: ClientConnection,
    pub(crate) server: TlsConn,
    pub(crate) heard: Vec<u8>,
}

impl Pair {
    pub(crate) fn new(config: impl Into<Arc<ClientConfig>>, certificates: &Certificates) -> Self {
        let server = certificates.accept(TlsLimits::from(&Limits::default())).expect("a conn");
        Self { client: client(config), server, heard: Vec::new() }
    }

    /// After the handshake.
    pub(crate) fn joined(files: &Files, version: &'static SupportedProtocolVersion) -> Self {
        let mut pair = Self::new(client_config(files, version), &certificates(files));
        pair.join();
        pair
    }

    pub(crate) fn join(&mut self) {
        for _ in 0..10 {
            let said = self.client_says();
            self.receive(&said).expect("a good handshake");
            self.server_says();
        }
        assert!(!self.client.is_handshaking() && !self.server.is_handshaking());
    }

    /// What the client wants to send.
    pub(crate) fn client_says(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while self.client.wants_write() {
            self.client.write_tls(&mut bytes).expect("room");
        }
        bytes
    }

    /// What the client sends for `plain`.
    pub(crate) fn client_seals(&mut self, plain: &[u8]) -> Vec<u8> {
        self.client.writer().write_all(plain).expect("room");
        self.client_says()
    }

    pub(crate) fn receive(&mut self, cipher: &[u8]) -> Result<Received, TlsFault> {
        self.server.receive(&mut cipher.to_vec(), &mut self.heard)
    }

    /// Takes what our side wants to send.
    pub(crate) fn unsent(&mut self) -> Vec<u8> {
        let bytes = self.server.unsent().to_vec();
        self.server.advance(bytes.len());
        bytes
    }

    /// Brings it to the client, and gives what that reads.
    pub(crate) fn server_says(&mut self) -> Vec<u8> {
        let unsent = self.unsent();
        let mut rest = unsent.as_slice();
        let mut read = Vec::new();
        loop {
            let came = self.client.read_tls(&mut rest).expect("bytes");
            let state = self.client.process_new_packets().expect("no fault of ours");
            let had = read.len();
            read.resize(had + state.plaintext_bytes_to_read(), 0);
            self.client.reader().read_exact(&mut read[had..]).expect("as many as promised");
            if came == 0 {
                return read;
            }
        }
    }
}

//! Connections that are encrypted.

use std::path::Path;

use ledger::EpochAsk;
use postgres_server::{PostgresServer, Settings};
use rcgen::{CertificateParams, KeyPair};
use store::{Postgres, Store};

use crate::samples::ask;
use crate::sqlite::{Folder, child, given};

/// A server with a certificate for `localhost` alone, which is put into the folder; it takes no plain connections.
fn server(folder: &Path) -> PostgresServer {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    std::fs::write(folder.join("roots.pem"), certificate.pem()).unwrap();
    let config = "ssl = on\nssl_cert_file = '$DIR/server.pem'\nssl_key_file = '$DIR/server.key'\n\
                  hba_file = '$DIR/hba.conf'\n";
    let files = [
        ("server.pem", certificate.pem()),
        ("server.key", key.serialize_pem()),
        ("hba.conf", "hostssl all all 127.0.0.1/32 trust\n".to_owned()),
    ];
    PostgresServer::with(&Settings {
        config: config.to_owned(),
        files: files.map(|(name, text)| (name.to_owned(), text)).into(),
        ..Settings::default()
    })
}

fn url(server: &PostgresServer, host: &str, mode: &str) -> String {
    format!("postgres://hubbub@{host}:{}/hubbub?sslmode={mode}", server.address().port())
}

#[test]
fn a_connection_is_encrypted_and_the_certificate_is_checked() {
    let folder = Folder::new();
    let output = child("postgres::tls::with_certificates_of_our_own", folder.path())
        .env("SSL_CERT_FILE", folder.path().join("roots.pem"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
#[ignore = "run by the test above, which says whom to trust"]
async fn with_certificates_of_our_own() {
    let server = server(&given());
    let plain = Postgres::open(&url(&server, "localhost", "disable")).await.unwrap_err().to_string();
    assert!(plain.contains("no encryption"), "{plain}");
    let other = Postgres::open(&url(&server, "127.0.0.1", "require")).await.unwrap_err().to_string();
    assert!(other.contains("certificate"), "it is for another name: {other}");
    let store = Postgres::open(&url(&server, "localhost", "require")).await.unwrap();
    ask(&store, EpochAsk).await;
    store.close().await;
}

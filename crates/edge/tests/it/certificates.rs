//! Reading certificates, and reading them again.

use std::fs;
use std::path::Path;

use edge::{Certificates, Checked, LoadError, Reloadable, TlsLimits, Warning};
use rcgen::{KeyPair, date_time_ymd};
use types::{Limits, UnixMs};

use crate::files::Files;
use crate::pair::{Pair, VERSIONS, client, client_config};

fn load(files: &Files) -> Result<Certificates, LoadError> {
    Certificates::load(&files.certificate, &files.key)
}

fn text_of(files: &Files) -> String {
    load(files).expect_err("no good").to_string()
}

#[test]
fn t19_what_cannot_be_used_is_refused_with_its_file_and_what_was_expected() {
    let key = KeyPair::generate().unwrap();
    let pem = key.serialize_pem();
    let certificate = |text: &str, expected: &[&str]| says(|files| fs::write(&files.certificate, text), expected);
    let key_file = |text: &str, expected: &[&str]| says(|files| fs::write(&files.key, text), expected);
    says(|files| fs::remove_file(&files.certificate), &["cannot read", "server.crt", "readable"]);
    says(|files| fs::remove_file(&files.key), &["cannot read", "server.key", "readable"]);
    certificate("", &["server.crt has no certificate", "-----BEGIN CERTIFICATE-----"]);
    certificate(&pem, &["server.crt has no certificate"]);
    certificate("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n", &["server.crt is damaged"]);
    certificate("-----BEGIN CERTIFICATE-----\nMAA=\n", &["server.crt is damaged"]);
    certificate("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", &["certificate 1 in", "X.509"]);
    certificate(&"x".repeat(70_000), &["server.crt is larger than 65536 bytes"]);
    key_file("", &["server.key has no private key", "-----BEGIN PRIVATE KEY-----"]);
    key_file(&pem, &["server.key does not belong to the first certificate in", "server.crt"]);
    key_file("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n", &["the key in", "cannot be used"]);
    key_file(
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n",
        &["server.key is encrypted", "pass phrase"],
    );
}

fn says(spoil: impl FnOnce(&Files) -> std::io::Result<()>, expected: &[&str]) {
    let files = Files::new();
    spoil(&files).expect("spoilt");
    let text = text_of(&files);
    for part in expected {
        assert!(text.contains(part), "{text:?} should say {part:?}");
    }
}

#[test]
fn t19_a_folder_is_no_certificate() {
    let files = Files::new();
    let outcome = Certificates::load(Path::new("/"), &files.key);
    assert!(matches!(outcome, Err(LoadError::Unreadable { .. })));
}

#[test]
fn keys_of_every_kind_serve() {
    for algorithm in [&rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384, &rcgen::PKCS_ED25519] {
        let files = Files::with(&KeyPair::generate_for(algorithm).unwrap(), |_| {});
        for version in VERSIONS {
            Pair::joined(&files, version);
        }
    }
}

#[test]
fn an_expired_certificate_serves_with_a_warning() {
    let files = Files::with(&KeyPair::generate().unwrap(), |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2024, 2, 29);
    });
    let certificates = load(&files).expect("no error");
    let day = |days: i64| UnixMs(days * 86_400_000);
    assert_eq!(certificates.valid_until(), day(19_782));
    assert_eq!(certificates.warnings(day(19_782)), []);
    let path = files.certificate.clone();
    assert_eq!(certificates.warnings(day(20_778)), [Warning::Expired { path: path.clone(), since: day(19_782) }]);
    assert_eq!(certificates.warnings(day(10)), [Warning::NotYetValid { path, from: day(18_262) }]);
    let text = certificates.warnings(day(20_778))[0].to_string();
    assert!(text.contains("server.crt was valid until 2024-02-29"), "{text}");
    certificates.accept(TlsLimits::from(&Limits::default())).expect("a conn");
}

#[test]
fn the_first_of_a_chain_to_end_counts() {
    let files = Files::with(&KeyPair::generate().unwrap(), |params| params.not_after = date_time_ymd(2040, 1, 1));
    let ends_first = Files::with(&KeyPair::generate().unwrap(), |params| params.not_after = date_time_ymd(2030, 1, 1));
    let chain = [&files, &ends_first].map(|files| fs::read_to_string(&files.certificate).unwrap()).concat();
    fs::write(&files.certificate, chain).unwrap();
    assert_eq!(load(&files).unwrap().valid_until(), UnixMs(21_915 * 86_400_000));
}

#[test]
fn nothing_secret_is_in_what_is_printed() {
    let files = Files::new();
    let key: String = fs::read_to_string(&files.key).unwrap().lines().nth(1).unwrap().to_owned();
    assert!(!format!("{:?}", load(&files).unwrap()).contains(&key));
}

#[test]
fn t19_a_reload_drops_nobody_and_a_bad_one_changes_nothing() {
    let files = Files::new();
    let reloadable = Reloadable::open(files.certificate.clone(), files.key.clone(), files.stamps()).unwrap();
    let old_client = client_config(&files, VERSIONS[1]);
    let mut open = Pair::new(old_client.clone(), &reloadable.current());
    open.join();
    let mut in_between = Pair::new(old_client.clone(), &reloadable.current());

    fs::write(&files.key, "nonsense").unwrap();
    assert!(reloadable.reload_if_changed(files.stamps()).is_err());
    assert!(matches!(reloadable.reload_if_changed(files.stamps()), Ok(Checked::Same)), "complained of once");
    Pair::new(old_client.clone(), &reloadable.current()).join();

    files.write(&KeyPair::generate().unwrap(), |_| {});
    let before = reloadable.current().valid_until();
    assert!(matches!(reloadable.reload_if_changed(files.stamps()), Ok(Checked::Reloaded(_))));
    assert!(matches!(reloadable.reload_if_changed(files.stamps()), Ok(Checked::Same)));
    assert_eq!(reloadable.current().valid_until(), before);

    Pair::new(client_config(&files, VERSIONS[1]), &reloadable.current()).join();
    in_between.join();
    let said = open.client_seals(b"still here");
    open.receive(&said).expect("the old keys");
    assert_eq!(open.heard, b"still here");
    let mut stranger =
        Pair { client: client(old_client), ..Pair::new(client_config(&files, VERSIONS[1]), &reloadable.current()) };
    let hello = stranger.client_says();
    stranger.receive(&hello).expect("a hello");
    let flight = stranger.unsent();
    stranger.client.read_tls(&mut flight.as_slice()).unwrap();
    stranger.client.process_new_packets().expect_err("the new certificate is served");
}

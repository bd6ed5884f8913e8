//! Against `openssl s_client`, where it is installed.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

use crate::files::Files;
use crate::shell::Shell;

/// A client with these options, if there is openssl.
fn s_client(shell: &Shell, files: &Files, options: &[&str]) -> Option<Child> {
    let child = Command::new("openssl")
        .args(["s_client", "-quiet", "-verify_return_error", "-servername", "localhost", "-connect"])
        .arg(shell.address.to_string())
        .arg("-CAfile")
        .arg(&files.certificate)
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    if child.is_err() {
        eprintln!("skipped: openssl is not installed");
    }
    child.ok()
}

/// Says a line and hears the greeting and the line.
fn is_served(options: &[&str]) {
    let files = Files::new();
    let shell = Shell::start(&files, &[]);
    let Some(mut child) = s_client(&shell, &files, options) else { return };
    child.stdin.as_mut().expect("a pipe").write_all(b"a line\n").expect("said");
    let mut heard = [0; 23];
    let outcome = child.stdout.as_mut().expect("a pipe").read_exact(&mut heard);
    child.kill().expect("ended");
    let output = child.wait_with_output().expect("gone");
    assert!(outcome.is_ok(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&heard), "hello 127.0.0.1\na line\n");
}

/// Is turned away, and says why in these words.
fn is_refused(options: &[&str], why: &str) {
    let files = Files::new();
    let shell = Shell::start(&files, &[]);
    let Some(child) = s_client(&shell, &files, options) else { return };
    let output = child.wait_with_output().expect("gone");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains(why), "{said}");
}

#[test]
fn t19_tls_1_2_and_1_3_are_served() {
    is_served(&["-tls1_2"]);
    is_served(&["-tls1_3"]);
    is_served(&["-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256", "-curves", "P-384"]);
    is_served(&["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256", "-alpn", "h2,http/1.1"]);
    is_served(&["-split_send_frag", "512", "-max_send_frag", "512"]);
}

#[test]
fn t19_what_is_older_or_foreign_is_refused() {
    is_refused(&["-tls1", "-cipher", "DEFAULT@SECLEVEL=0"], "alert");
    is_refused(&["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"], "alert");
    is_refused(&["-tls1_2", "-cipher", "AES128-SHA"], "alert handshake failure");
    is_refused(&["-alpn", "h2"], "alert no application protocol");
}

#[test]
fn t19_renegotiation_is_not_for_asking() {
    let files = Files::new();
    let shell = Shell::start(&files, &[]);
    let options = ["-tls1_2", "-no_ign_eof", "-msg"];
    let Some(mut child) = s_client(&shell, &files, &options) else { return };
    let mut heard = Vec::new();
    let mut stdout = child.stdout.take().expect("a pipe");
    // The greeting must be read first, for openssl takes no data in the middle of what it asks for.
    while !heard.ends_with(b"hello 127.0.0.1\n") {
        let mut byte = [0];
        stdout.read_exact(&mut byte).expect("a greeting");
        heard.extend(byte);
    }
    // A line of `R` asks for a new handshake.
    child.stdin.as_mut().expect("a pipe").write_all(b"R\n").expect("said");
    stdout.read_to_end(&mut heard).expect("an end");
    let output = child.wait_with_output().expect("gone");
    let heard = String::from_utf8_lossy(&heard);
    assert!(heard.contains("no_renegotiation"), "{heard}\n{}", String::from_utf8_lossy(&output.stderr));
}

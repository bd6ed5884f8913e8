use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use crate::{Folder, stderr, stdout};

/// A server on a free port; killed if the test ends before it does.
struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Running {
    /// Starts it and waits until it says where it listens.
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the server can be started");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("the server says where it listens");
        let address = line.trim_end().strip_prefix("listening on http://").map(str::parse);
        let Some(Ok(address)) = address else { panic!("not an address: {line:?}") };
        Self { child, stdout, address }
    }

    fn signal(&self, name: &str) {
        let kill = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.child.id())]).status();
        assert!(kill.expect("sh can be started").success());
    }

    /// Waits for its end: its exit code, and what else it wrote to stdout.
    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        while self.stdout.read_line(&mut rest).expect("stdout is text") > 0 {}
        (self.child.wait().expect("the server ends").code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, or the test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const ANY_PORT: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--metrics", ""];

#[test]
fn a_server_says_where_it_listens_and_ends_when_told() {
    for signal in ["INT", "TERM"] {
        let folder = Folder::new(&format!("serve_{signal}"));
        let mut command = folder.hubbub(&ANY_PORT);
        command.env("HUBBUB_LOG_FORMAT", "text").stderr(Stdio::piped());
        let mut server = Running::start(&mut command);
        TcpStream::connect(server.address).expect("it listens there");
        let mut said = BufReader::new(server.child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address = server.address;
        let next =
            format!("open http://{address} in two windows and chat, or point a Godot client at ws://{address}/ws");
        assert!(said.any(|line| line == next));
        server.signal(signal);
        assert!(said.any(|line| line.starts_with("draining for at most 10s")));
        assert!(said.any(|line| line == "drained and stopped"));
        assert_eq!(server.end(), (Some(0), String::new()));
    }
}

#[test]
fn a_second_signal_stops_at_once() {
    let folder = Folder::new("second_signal");
    let mut command = folder.hubbub(&ANY_PORT);
    command.env("HUBBUB_LOG_FORMAT", "text").stderr(Stdio::piped());
    command.env("HUBBUB_LIMITS_DRAIN_TIME", "60m").env("HUBBUB_LIMITS_CLOSE_GRACE", "60s");
    let mut server = Running::start(&mut command);
    let mut said = BufReader::new(server.child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let stays = upgrade(server.address);
    server.signal("INT");
    assert!(said.any(|line| line.starts_with("draining for at most 3600s")));
    server.signal("INT");
    assert!(said.any(|line| line == "stopped before all conns had left"));
    assert_eq!(server.end().0, Some(1));
    drop(stays);
}

/// A WebSocket that never answers a close frame.
fn upgrade(address: SocketAddr) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(address).expect("it listens there");
    let head = format!(
        "GET /ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    let mut answer = BufReader::new(stream);
    let mut line = String::new();
    answer.read_line(&mut line).expect("it answers");
    assert!(line.starts_with("HTTP/1.1 101"), "{line:?}");
    answer
}

#[test]
fn a_port_that_is_taken_is_named_with_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = Folder::new("port_taken");
    let output: Output = folder.run(&["serve", "--listen", &address, "--metrics", ""]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).is_empty());
    let said = stderr(&output);
    assert!(said.contains(&address) && said.contains("--listen 127.0.0.1:0"), "{said}");

    let output = folder.run(&["serve", "--listen", "127.0.0.1:0", "--metrics", &address]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains(&address) && said.contains("--metrics 127.0.0.1:0"), "{said}");
}

#[test]
fn a_full_stderr_pipe_stops_nothing() {
    let (nobody_reads, mut stderr) = std::io::pipe().unwrap();
    // A pipe holds 64 KiB: not one more byte goes in.
    stderr.write_all(&[b'.'; 64 << 10]).unwrap();
    let folder = Folder::new("stderr_full");
    let mut command = folder.hubbub(&ANY_PORT);
    let server = Running::start(command.env("HUBBUB_LOG_LEVEL", "trace").stderr(stderr));
    TcpStream::connect(server.address).expect("it listens there");
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
    drop(nobody_reads);
}

#[test]
fn closed_pipes_stop_nothing() {
    let folder = Folder::new("pipes_closed");
    let (reader, stderr) = std::io::pipe().unwrap();
    drop(reader);
    let server = Running::start(folder.hubbub(&ANY_PORT).stderr(stderr));
    TcpStream::connect(server.address).expect("it listens there");
    server.signal("TERM");
    assert_eq!(server.end().0, Some(0));
}

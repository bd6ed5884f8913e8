use std::net::SocketAddr;

use proptest::prelude::*;

use super::*;

fn is(source: &str, destination: &str, used: usize) -> Step {
    let at = |text: &str| text.parse::<SocketAddr>().unwrap();
    Step::Is(Header::For { source: at(source), destination: at(destination) }, used)
}

fn v2(command: u8, family: u8, block: &[u8]) -> Vec<u8> {
    let length = u16::try_from(block.len()).unwrap();
    [v2::SIGNATURE, &[command, family], &length.to_be_bytes(), block].concat()
}

const IPV4: &[u8] = &[203, 0, 113, 9, 10, 0, 0, 1, 0x12, 0x67, 1, 0xbb];

fn ipv6() -> Vec<u8> {
    let address = |last| [&[0x20, 1, 0x0d, 0xb8][..], &[0; 11], &[last]].concat();
    [address(5), address(1), vec![0x12, 0x67, 1, 0xbb]].concat()
}

#[test]
fn t17_version_1_is_read_to_the_letter() {
    let longest =
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535";
    let everything = "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535";
    let rows: &[(&str, Step)] = &[
        ("PROXY TCP4 203.0.113.9 10.0.0.1 4711 443\r\nGET", is("203.0.113.9:4711", "10.0.0.1:443", 42)),
        ("PROXY TCP6 2001:db8::5 ::1 0 65535\r\n", is("[2001:db8::5]:0", "[::1]:65535", 36)),
        ("PROXY UNKNOWN\r\n", Step::Is(Header::Own, 15)),
        ("PROXY UNKNOWN ff ff whatever\r\nGET", Step::Is(Header::Own, 30)),
        (&format!("{longest}\r\n"), is(everything, everything, 104)),
        // Cut short.
        ("", Step::Needs),
        ("P", Step::Needs),
        ("PROXY ", Step::Needs),
        ("PROXY TCP4 203.0.113.9 10.0.0.1 4711 443", Step::Needs),
        ("PROXY TCP4 203.0.113.9 10.0.0.1 4711 443\r", Step::Needs),
        // Something else.
        ("GET / HTTP/1.1\r\n", Step::Not),
        ("POST", Step::Not),
        ("PROXYTCP4", Step::Not),
        ("proxy TCP4", Step::Not),
        ("\u{16}\u{3}\u{1}", Step::Not),
        // Wrong.
        ("PROXY TCP4 203.0.113.9 10.0.0.1 4711 443\n", Step::Bad(BadHeader::LineEnd)),
        ("PROXY TCP4 203.0.113.9 10.0.0.1 4711 443\rx", Step::Bad(BadHeader::LineEnd)),
        ("PROXY \n", Step::Bad(BadHeader::LineEnd)),
        ("PROXY \r\n", Step::Bad(BadHeader::Line)),
        ("PROXY UNKNOWNS\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY UDP4 1.1.1.1 2.2.2.2 1 2\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY TCP4 ::1 ::1 1 2\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY TCP6 1.1.1.1 2.2.2.2 1 2\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY TCP4 1.1.1.1 2.2.2.2 1\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY TCP4 1.1.1.1 2.2.2.2 1 2 3\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY TCP4  1.1.1.1 2.2.2.2 1 2\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY TCP4 1.1.1.01 2.2.2.2 1 2\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY TCP4 1.1.1.1 2.2.2.2 01 2\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY TCP4 1.1.1.1 2.2.2.2 +1 2\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY TCP4 1.1.1.1 2.2.2.2 65536 2\r\n", Step::Bad(BadHeader::Line)),
        ("PROXY TCP4 1.1.1.1 2.2.2.2 -1 2\r\n", Step::Bad(BadHeader::Line)),
    ];
    for (text, expected) in rows {
        assert_eq!(parse(text.as_bytes()), *expected, "{text:?}");
    }
}

#[test]
fn t17_a_line_has_107_bytes_and_not_one_more() {
    let line = |length: usize| format!("{:x<1$}\r\n", "PROXY UNKNOWN ", length - 2);
    assert_eq!(parse(line(107).as_bytes()), Step::Is(Header::Own, 107));
    assert_eq!(parse(line(108).as_bytes()), Step::Bad(BadHeader::LineTooLong));
    assert_eq!(parse(&line(108).as_bytes()[..106]), Step::Needs);
    assert_eq!(parse(&[b"PROXY ".as_slice(), &[b'x'; 5000]].concat()), Step::Bad(BadHeader::LineTooLong));
}

#[test]
fn t17_version_2_is_read_to_the_letter() {
    let in_ipv4 = |used| is("203.0.113.9:4711", "10.0.0.1:443", used);
    let with = |block: &[u8], more: &[u8]| [block, more].concat();
    let rows: &[(&str, Vec<u8>, Step)] = &[
        ("TCP over IPv4", v2(0x21, 0x11, IPV4), in_ipv4(28)),
        ("and what follows", with(&v2(0x21, 0x11, IPV4), b"GET"), in_ipv4(28)),
        ("TCP over IPv6", v2(0x21, 0x21, &ipv6()), is("[2001:db8::5]:4711", "[2001:db8::1]:443", 52)),
        ("an extension is skipped", v2(0x21, 0x11, &with(IPV4, &[4, 0, 2, 9, 9, 0xea, 0, 0])), in_ipv4(36)),
        ("a unix socket", v2(0x21, 0x31, &[b'a'; 216]), Step::Is(Header::Own, 232)),
        ("LOCAL", v2(0x20, 0, &[]), Step::Is(Header::Own, 16)),
        ("LOCAL with addresses", v2(0x20, 0x11, IPV4), Step::Is(Header::Own, 28)),
        ("LOCAL of any family", v2(0x20, 0xff, &[1, 2, 3]), Step::Is(Header::Own, 19)),
        ("unspecified", v2(0x21, 0, &[1, 2, 3]), Step::Is(Header::Own, 19)),
        ("unspecified transport", v2(0x21, 0x10, IPV4), Step::Is(Header::Own, 28)),
        ("datagrams", v2(0x21, 0x12, IPV4), Step::Is(Header::Own, 28)),
        ("no signature", b"\r\n\r\n\0\r\nQUIX\n".to_vec(), Step::Not),
        ("version 1 in binary", v2(0x11, 0x11, IPV4), Step::Bad(BadHeader::Version(1))),
        ("version 3", v2(0x31, 0x11, IPV4), Step::Bad(BadHeader::Version(3))),
        ("a command of its own", v2(0x22, 0x11, IPV4), Step::Bad(BadHeader::Command(2))),
        ("a family of its own", v2(0x21, 0x41, IPV4), Step::Bad(BadHeader::Family(0x41))),
        ("a transport of its own", v2(0x21, 0x13, IPV4), Step::Bad(BadHeader::Family(0x13))),
        ("too short for IPv4", v2(0x21, 0x11, &IPV4[..11]), Step::Bad(BadHeader::Length(11))),
        ("too short for IPv6", v2(0x21, 0x21, IPV4), Step::Bad(BadHeader::Length(12))),
        ("half an extension", v2(0x21, 0x11, &with(IPV4, &[4, 0])), Step::Bad(BadHeader::Extension)),
        ("an extension too long", v2(0x21, 0x11, &with(IPV4, &[4, 0, 2, 9])), Step::Bad(BadHeader::Extension)),
    ];
    for (what, bytes, expected) in rows {
        assert_eq!(parse(bytes), *expected, "{what}");
    }
}

#[test]
fn t17_version_2_is_bounded() {
    let most = HEADER_BYTES_MAX - 16;
    assert_eq!(parse(&v2(0x21, 0, &vec![0; most])), Step::Is(Header::Own, HEADER_BYTES_MAX));
    let announced = u16::try_from(most + 1).unwrap();
    let head = [v2::SIGNATURE, &[0x20, 0], &announced.to_be_bytes()].concat();
    assert_eq!(parse(&head), Step::Bad(BadHeader::Length(announced)), "refused before it has come");
}

#[test]
fn t17_a_checksum_must_fit() {
    let mut header = v2(0x21, 0x11, &[IPV4, &[4, 0, 1, 7, 3, 0, 4, 0, 0, 0, 0, 4, 0, 0]].concat());
    let sum = crc32c::crc32c([header.as_slice()]);
    assert_eq!(parse(&header), Step::Bad(BadHeader::Checksum));
    header[35..39].copy_from_slice(&sum.to_be_bytes());
    assert_eq!(parse(&header), is("203.0.113.9:4711", "10.0.0.1:443", 42));
    // All but the byte that says that there is one.
    for at in (16..header.len()).filter(|at| *at != 32) {
        let mut bent = header.clone();
        bent[at] ^= 1;
        assert_ne!(parse(&bent), parse(&header), "byte {at}");
    }
    let short = v2(0x21, 0x11, &[IPV4, &[3, 0, 2, 0, 0]].concat());
    assert_eq!(parse(&short), Step::Bad(BadHeader::Checksum));
}

/// A header that is right, and one that may be anything behind its signature.
fn like_a_header() -> impl Strategy<Value = Vec<u8>> {
    let binary = |block: Vec<u8>| [v2::SIGNATURE, &block].concat();
    let line = |rest: String| [b"PROXY ".as_slice(), rest.as_bytes(), b"\r\n"].concat();
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..64),
        prop::collection::vec(any::<u8>(), 0..64).prop_map(binary),
        (0..3_u8, 0..4_u8, 0..3_u8, prop::collection::vec(any::<u8>(), 0..240))
            .prop_map(|(command, family, transport, block)| v2(0x20 | command, family << 4 | transport, &block)),
        "(UNKNOWN|TCP[46]) [0-9a-f:. \r\n]{0,110}".prop_map(line),
    ]
}

proptest! {
    #[test]
    fn the_answer_does_not_depend_on_how_the_bytes_come(bytes in like_a_header()) {
        let whole = parse(&bytes);
        let first = (0..=bytes.len()).map(|end| parse(&bytes[..end])).find(|step| *step != Step::Needs);
        prop_assert_eq!(first.unwrap_or(Step::Needs), whole);
    }
}

//! The head of an HTTP/1.1 request, read strictly: whatever another reader on the way might read otherwise is refused.

use types::Limits;

use crate::{Refusal, Status};

/// How large a head may be.
#[derive(Clone, Copy, Debug)]
pub struct HeadLimits {
    /// The whole head, in bytes.
    pub head_bytes: usize,
    /// Its first line, in bytes.
    pub request_line_bytes: usize,
    /// Its headers; never more than 256.
    pub fields: usize,
}

/// More headers than this are never read, whatever the settings say: their places lie on the stack.
const FIELDS_MAX: usize = 256;

impl From<&Limits> for HeadLimits {
    fn from(limits: &Limits) -> Self {
        Self {
            head_bytes: limits.head_bytes,
            request_line_bytes: limits.request_line_bytes,
            fields: limits.head_fields.min(FIELDS_MAX),
        }
    }
}

/// A request's head, whole and well-formed.
#[derive(Debug)]
pub struct Head<'a> {
    /// The method, in upper case as it came.
    pub method: &'a str,
    /// Path and query.
    pub target: &'a str,
    /// Names as they came, and values without the white space around them.
    pub fields: Vec<(&'a str, &'a str)>,
    /// How many bytes the head took; what follows is the client's next word.
    pub size: usize,
}

/// How far the bytes at hand go.
#[derive(Debug)]
pub enum Reading<'a> {
    /// The head goes on; this many bytes need not be looked at again.
    More(usize),
    /// Here it is.
    Whole(Head<'a>),
}

impl<'a> Head<'a> {
    /// The values of a header, in order.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// The value of a header that comes at most once.
    ///
    /// # Errors
    /// The header came twice.
    pub fn single(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        let mut values = self.values(name);
        let value = values.next();
        match values.next() {
            None => Ok(value),
            Some(_) => Err(bad(format!("the request has more than one `{name}` header"))),
        }
    }
}

/// Reads a head from the front of `bytes`, of which the first `seen` have been looked at before. Linear in the bytes,
/// however they are sliced.
///
/// # Errors
/// 414 and 431 over a limit, 505 for another version, 400 for anything malformed.
pub fn read_head(bytes: &[u8], seen: usize, limits: HeadLimits) -> Result<Reading<'_>, Refusal> {
    let from = seen.saturating_sub(3);
    let end = bytes[from..].windows(4).position(|four| four == b"\r\n\r\n").map(|at| from + at + 4);
    let size = end.unwrap_or(bytes.len());
    check_line(&bytes[..size], limits)?;
    if size > limits.head_bytes {
        let text = format!("the header block is longer than {} bytes", limits.head_bytes);
        return Err(Refusal::new(Status::HeadersTooLarge, text));
    }
    check_line_ends(&bytes[from..size])?;
    match end {
        Some(_) => parse(&bytes[..size], limits).map(Reading::Whole),
        None => Ok(Reading::More(size)),
    }
}

fn check_line(bytes: &[u8], limits: HeadLimits) -> Result<(), Refusal> {
    if bytes.first().is_some_and(|first| !first.is_ascii_uppercase()) {
        return Err(bad("this is no HTTP request"));
    }
    let max = limits.request_line_bytes;
    if bytes.len() > max && !bytes[..=max].contains(&b'\r') {
        return Err(Refusal::new(Status::UriTooLong, format!("the request line is longer than {max} bytes")));
    }
    Ok(())
}

/// A line ends in CR LF and neither stands alone; NUL stands nowhere (RFC 9112 section 2.2, RFC 9110 section 5.5).
fn check_line_ends(bytes: &[u8]) -> Result<(), Refusal> {
    let mut before = b'\r';
    for (at, &byte) in bytes.iter().enumerate() {
        let lone = match byte {
            b'\n' => before != b'\r' && at > 0,
            0 => true,
            _ => before == b'\r' && at > 0,
        };
        if lone {
            return Err(bad("a line of the request does not end in CR LF, or holds a NUL"));
        }
        before = byte;
    }
    Ok(())
}

fn parse(bytes: &[u8], limits: HeadLimits) -> Result<Head<'_>, Refusal> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS_MAX];
    let mut request = httparse::Request::new(&mut fields[..limits.fields]);
    let size = match request.parse(bytes) {
        Ok(httparse::Status::Complete(size)) => size,
        Ok(httparse::Status::Partial) => return Err(bad("the request head ends before its end")),
        Err(httparse::Error::Version) => return Err(wrong_version()),
        Err(httparse::Error::TooManyHeaders) => {
            let text = format!("the request has more than {} headers", limits.fields);
            return Err(Refusal::new(Status::HeadersTooLarge, text));
        }
        Err(error) => return Err(bad(format!("malformed request: {error}"))),
    };
    if request.version != Some(1) {
        return Err(wrong_version());
    }
    let mut head = Head {
        method: request.method.unwrap_or_default(),
        target: request.path.unwrap_or_default(),
        fields: Vec::with_capacity(request.headers.len()),
        size,
    };
    for field in request.headers.iter() {
        let value = std::str::from_utf8(field.value).map_err(|_| bad("a header value is not UTF-8"))?;
        head.fields.push((field.name, value.trim_matches([' ', '\t'])));
    }
    check_framing(&head)?;
    Ok(head)
}

/// Two readers must not see two requests in the same bytes (RFC 9112 section 6.3).
fn check_framing(head: &Head<'_>) -> Result<(), Refusal> {
    let length = head.single("content-length")?;
    let encoding = head.values("transfer-encoding").next();
    if length.is_some() && encoding.is_some() {
        return Err(bad("`Content-Length` and `Transfer-Encoding` in one request"));
    }
    Ok(())
}

fn wrong_version() -> Refusal {
    Refusal::new(Status::Version, "only HTTP/1.1 is spoken here")
}

fn bad(text: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal::new(Status::BadRequest, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: HeadLimits = HeadLimits { head_bytes: 8192, request_line_bytes: 2048, fields: 64 };

    /// The verdict when the bytes come in pieces of `step`: the method and target, or the status.
    fn read(bytes: &[u8], step: usize) -> Result<Option<(String, String)>, u16> {
        let (mut seen, mut at) = (0, 0);
        while at < bytes.len() {
            at = (at + step).min(bytes.len());
            match read_head(&bytes[..at], seen, LIMITS) {
                Ok(Reading::More(more)) => seen = more,
                Ok(Reading::Whole(head)) => return Ok(Some((head.method.into(), head.target.into()))),
                Err(refusal) => return Err(refusal.status as u16),
            }
        }
        Ok(None)
    }

    #[track_caller]
    fn refuses(bytes: &[u8], status: u16) {
        for step in [1, 7, bytes.len()] {
            assert_eq!(read(bytes, step), Err(status), "in steps of {step}");
        }
    }

    #[test]
    fn t03_a_head_is_read_in_any_slicing() {
        let bytes = b"GET /ws?room=x HTTP/1.1\r\nHost: a\r\nX:  b \r\n\r\nrest";
        for step in 1..bytes.len() {
            assert_eq!(read(bytes, step), Ok(Some(("GET".into(), "/ws?room=x".into()))));
        }
        assert_eq!(read(&bytes[..30], 1), Ok(None));
    }

    #[test]
    fn t04_a_head_over_its_limits() {
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(65));
        refuses(many.as_bytes(), 431);
        let long = format!("GET / HTTP/1.1\r\na: {}\r\n\r\n", "b".repeat(8192));
        refuses(long.as_bytes(), 431);
        let endless = format!("GET / HTTP/1.1\r\na: {}", "b".repeat(9000));
        refuses(endless.as_bytes(), 431);
    }

    #[test]
    fn t05_a_long_path() {
        refuses(format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(64 << 10)).as_bytes(), 414);
        refuses("G".repeat(2049).as_bytes(), 414);
    }

    #[test]
    fn t07_other_protocols() {
        refuses(b"GET / HTTP/1.0\r\n\r\n", 505);
        refuses(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        refuses(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400);
    }

    #[test]
    fn t09_what_another_reader_might_read_otherwise() {
        refuses(b"GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", 400);
        refuses(b"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400);
        refuses(b"GET / HTTP/1.1\r\nX: a\rb\r\n\r\n", 400);
        refuses(b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", 400);
        refuses(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400);
        refuses(b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
        refuses(b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400);
        refuses(b"GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n", 400);
    }
}

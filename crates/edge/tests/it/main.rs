//! TLS from both sides: our server's side against rustls' client, openssl, and those who mean no good.

mod attacks;
mod certificates;
mod files;
mod handed_over;
mod openssl;
mod pair;
mod shell;
mod slicing;
mod sockets;

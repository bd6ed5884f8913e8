//! Why a server was not asked, or did not do what it was asked, and what to do about it.

use std::io;
use std::path::PathBuf;

/// A failure with a way out.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(
        "there is no token to ask with: name the file that holds it with --token-file or HUBBUB_TOKEN_FILE; it is the \
         one that the server's `admin.token_file` names, by default `admin-token` in its data folder"
    )]
    NoTokenFile,
    #[error("cannot read the token file {file}")]
    TokenFile { file: PathBuf, source: io::Error },
    #[error("the token file {0} must hold one line: the token, without spaces")]
    BadToken(PathBuf),
    #[error(
        "cannot use the server `{0}`: expected http://HOST:PORT, as in http://127.0.0.1:8081. The admin listener speaks \
         no TLS: reach another machine's through `ssh -L 8081:127.0.0.1:8081 MACHINE`"
    )]
    BadServer(String),
    #[error(
        "nobody listens at {0}: start the server with `server.metrics`, where /api is, and `admin.token_file` in its hubbub.toml, or say \
         where it is with --server or HUBBUB_SERVER"
    )]
    NobodyListens(String),
    #[error("cannot reach {server}, where --server or HUBBUB_SERVER says that the admin listener is")]
    Unreachable { server: String, source: io::Error },
    #[error("{0} did not answer in time")]
    Silent(String),
    #[error("{server} broke off")]
    BrokeOff { server: String, source: hyper::Error },
    #[error("{server} does not take the token of {file}; it must be the one of the server's `admin.token_file`")]
    WrongToken { server: String, file: PathBuf },
    #[error("{text}")]
    Refused { text: String },
    #[error(
        "{server} answered {status}, but not as Hubbub's admin listener does: is it the players' one, or another program?"
    )]
    NotHubbub { server: String, status: u16 },
}

//! Servers that are not used, and why.

use postgres_server::{PostgresServer, Settings};
use store::{BadDatabaseUrl, NotConnected, Postgres, Store};

use super::operator;

#[tokio::test]
async fn a_server_that_would_forget_is_refused_with_the_setting_that_says_so() {
    let mut server = PostgresServer::start();
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        operator(&server.url(), &format!("alter system set {setting} = off")).await;
        server.stop();
        server.restart();
        let refused = Postgres::open(&server.url()).await.unwrap_err().to_string();
        assert!(refused.contains(&format!("`{setting} = off`")), "{refused}");
        operator(&server.url(), &format!("alter system reset {setting}")).await;
    }
    server.stop();
    server.restart();
    Postgres::open(&server.url()).await.unwrap().close().await;
}

#[tokio::test]
async fn a_database_that_a_newer_program_made_is_refused() {
    let server = PostgresServer::with(&Settings { checksums: true, ..Settings::default() });
    let first = Postgres::open(&server.url()).await.unwrap();
    let second = Postgres::open(&server.url()).await.unwrap();
    first.close().await;
    second.close().await;
    operator(&server.url(), "insert into hubbub.schema_step (step) values (3)").await;
    let refused = Postgres::open(&server.url()).await.unwrap_err();
    assert!(matches!(refused, NotConnected::Newer { found: 3, known: 2 }), "{refused}");
}

#[tokio::test]
async fn a_url_is_refused_without_telling_its_password() {
    for (url, wanted) in [
        ("not a url of secret42", BadDatabaseUrl::Unreadable),
        ("mysql://u:secret42@localhost/db", BadDatabaseUrl::Unreadable),
        ("postgres://u:secret42@db.example:5432/games", BadDatabaseUrl::NoSslMode),
    ] {
        let refused = Postgres::open(url).await.unwrap_err();
        assert!(!refused.to_string().contains("secret42"), "{refused}");
        let NotConnected::Url(found) = refused else { panic!("{url}: {refused}") };
        assert_eq!(found, wanted, "{url}");
    }
    let nobody = Postgres::open("postgres://u:secret42@127.0.0.1:1/games").await.unwrap_err().to_string();
    assert!(nobody.contains("`games` on 127.0.0.1") && !nobody.contains("secret42"), "{nobody}");
}

//! A certificate in files, as an operator has it.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use config::Config;
use rcgen::{CertificateParams, CertifiedIssuer, DnType, KeyPair};
use rustls::pki_types::CertificateDer;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A certificate for `localhost` with its key, in a folder that goes when this goes, and those who trust it.
pub(crate) struct Certificate {
    folder: PathBuf,
    pub(crate) file: PathBuf,
    pub(crate) key: PathBuf,
    authority: CertifiedIssuer<'static, KeyPair>,
}

impl Certificate {
    pub(crate) fn new() -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("node-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "tests");
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let authority =
            CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
        let certificate = Self { file: folder.join("server.crt"), key: folder.join("server.key"), folder, authority };
        certificate.renew();
        certificate
    }

    /// A new certificate and a new key in the same files. Gives the certificate as clients see it.
    pub(crate) fn renew(&self) -> Vec<u8> {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.authority).expect("a certificate");
        fs::write(&self.key, key.serialize_pem()).expect("written");
        fs::write(&self.file, certificate.pem()).expect("written");
        certificate.der().to_vec()
    }

    /// The same, so that the files look from outside as they did.
    pub(crate) fn renew_unseen(&self) -> Vec<u8> {
        let look = || [&self.file, &self.key].map(|path| fs::metadata(path).expect("metadata"));
        let before = look();
        let der = loop {
            let der = self.renew();
            if look().iter().zip(&before).all(|(now, then)| now.len() == then.len()) {
                break der;
            }
        };
        for (path, then) in [&self.file, &self.key].into_iter().zip(&before) {
            let file = File::options().write(true).open(path).expect("the file");
            file.set_modified(then.modified().expect("a time")).expect("a time can be set");
        }
        der
    }

    /// Settings of a node that shows it.
    pub(crate) fn serve(&self, config: &mut Config) {
        config.server.listen_tls = config.server.listen.clone();
        config.server.tls_certificate_file = Some(self.file.clone());
        config.server.tls_key_file = Some(self.key.clone());
    }

    /// Clients that trust it.
    pub(crate) fn trusted(&self) -> Arc<ClientConfig> {
        self.trusted_in(&TLS13)
    }

    /// The same, in TLS 1.2 and in 1.3.
    pub(crate) fn trusted_in_both(&self) -> [Arc<ClientConfig>; 2] {
        [self.trusted_in(&TLS12), self.trusted_in(&TLS13)]
    }

    fn trusted_in(&self, version: &'static SupportedProtocolVersion) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(self.authority.der().to_vec())).expect("a root");
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_protocol_versions(&[version])
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Arc::new(config)
    }
}

impl Drop for Certificate {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{} stays: {error}", self.folder.display());
        }
    }
}

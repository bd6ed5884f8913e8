//! Certificates for tests, in files.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use edge::{FileStamp, Stamps};
use rcgen::{CertificateParams, KeyPair};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A certificate that vouches for itself, with its key, in a folder that goes when this goes.
pub(crate) struct Files {
    folder: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl Files {
    /// For `localhost`, valid for ever.
    pub(crate) fn new() -> Self {
        Self::with(&KeyPair::generate().expect("a key"), |_| {})
    }

    /// With a key of any kind and a change to the certificate.
    pub(crate) fn with(key: &KeyPair, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("edge-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let files = Self { certificate: folder.join("server.crt"), key: folder.join("server.key"), folder };
        files.write(key, change);
        files
    }

    /// A new certificate in the same place.
    pub(crate) fn write(&self, key: &KeyPair, change: impl FnOnce(&mut CertificateParams)) {
        let mut params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("names");
        change(&mut params);
        let certificate = params.self_signed(key).expect("a certificate");
        fs::write(&self.certificate, certificate.pem()).expect("written");
        fs::write(&self.key, key.serialize_pem()).expect("written");
    }

    pub(crate) fn stamps(&self) -> Stamps {
        let stamp = |path| FileStamp::from(&fs::metadata(path).expect("metadata"));
        Stamps { certificate: stamp(&self.certificate), key: stamp(&self.key) }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{} stays: {error}", self.folder.display());
        }
    }
}

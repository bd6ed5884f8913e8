//! What a server keeps for itself in its data folder, made at its first start: the key that signs guests and sessions,
//! and the token of the server API.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use config::Config;

/// Names the files in the settings where these name none. What cannot be kept is done without; gives why.
pub(crate) fn complete(config: &mut Config) -> Vec<String> {
    let data = config.server.data.clone();
    let mut notes = Vec::new();
    let mut keep = |setting: &mut Option<PathBuf>, name: &str, without: &str| {
        if setting.is_some() {
            return;
        }
        match made(&data, name) {
            Ok(path) => *setting = Some(path),
            Err(error) => notes.push(format!("cannot keep {}: {error}; {without}", data.join(name).display())),
        }
    };
    keep(&mut config.auth.key_file, "key", "guests and sessions end with this process");
    if config.server.metrics.is_some() {
        keep(&mut config.admin.token_file, "admin-token", "there is no /api and no /admin");
    }
    if !config.store.is_set() && config.nats.urls.is_empty() {
        config.store.folder = Some(data);
    }
    notes
}

/// The file, with 32 random bytes in hexadecimal if it was not there. Nobody else may read it.
fn made(data: &Path, name: &str) -> io::Result<PathBuf> {
    let path = data.join(name);
    fs::create_dir_all(data)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => {
            let text: String = rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect();
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("hubbub-own-files-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn files_are_made_once_and_for_the_owner_alone() {
        let mut config = Config::default();
        config.server.data = folder("made");
        assert_eq!(complete(&mut config), [""; 0]);
        let key = config.auth.key_file.take().unwrap();
        let text = fs::read_to_string(&key).unwrap();
        assert_eq!(text.len(), 64);
        let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(&key).unwrap());
        assert_eq!(mode & 0o777, 0o600);
        complete(&mut config);
        assert_eq!(fs::read_to_string(config.auth.key_file.unwrap()).unwrap(), text);
        fs::remove_dir_all(config.server.data).unwrap();
    }

    #[test]
    fn what_cannot_be_kept_is_done_without() {
        let mut config = Config::default();
        config.server.data = folder("blocked");
        fs::write(&config.server.data, "a file").unwrap();
        let notes = complete(&mut config);
        assert!(notes.len() == 2 && notes[0].contains("end with this process"), "{notes:?}");
        assert_eq!((config.auth.key_file, config.admin.token_file), (None, None));
        fs::remove_file(config.server.data).unwrap();
    }
}

//! How long the disk takes to keep something: what stands beside every figure of a store.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::Context;

use crate::latency::{Latency, Summary};

const TIMES: u32 = 300;
/// A page.
const BYTES: [u8; 4_096] = [0x5a; 4_096];

/// Writes a page to the same place again and again, each time until the disk has it.
///
/// # Errors
/// If the folder takes no file.
pub(super) fn measure(folder: &Path) -> anyhow::Result<Summary> {
    let path = folder.join("fsync");
    let mut file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut latency = Latency::default();
    for _ in 0..TIMES {
        let began = Instant::now();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&BYTES)?;
        file.sync_data()?;
        latency.record(u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX));
    }
    std::fs::remove_file(&path)?;
    Ok(latency.summary())
}

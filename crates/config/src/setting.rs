//! One row of the table of settings.

use crate::Config;
use crate::slot::Slot;

/// One thing that can be said to a node.
pub(crate) struct Setting {
    /// Section and name, as in `limits.outbox_bytes`. The environment variable is `HUBBUB_LIMITS_OUTBOX_BYTES`.
    pub(crate) key: &'static str,
    /// What it is, in sentences.
    pub(crate) meaning: &'static str,
    /// What happens when the limit is reached, as a phrase; empty for what is no limit.
    pub(crate) when_full: &'static str,
    /// Where it stands in the configuration, with its kind and range.
    pub(crate) slot: fn(&mut Config) -> Slot<'_>,
}

impl Setting {
    pub(crate) fn section(&self) -> &'static str {
        self.key.split_once('.').map_or("", |(section, _)| section)
    }

    /// The key without its section.
    pub(crate) fn name(&self) -> &'static str {
        self.key.split_once('.').map_or("", |(_, name)| name)
    }

    /// The environment variable that sets it.
    pub(crate) fn variable(&self) -> String {
        format!("HUBBUB_{}", self.key.replace('.', "_").to_ascii_uppercase())
    }
}

pub(crate) const fn setting(key: &'static str, meaning: &'static str, slot: fn(&mut Config) -> Slot<'_>) -> Setting {
    limit(key, meaning, "", slot)
}

pub(crate) const fn limit(
    key: &'static str,
    meaning: &'static str,
    when_full: &'static str,
    slot: fn(&mut Config) -> Slot<'_>,
) -> Setting {
    Setting { key, meaning, when_full, slot }
}

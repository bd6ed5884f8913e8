//! How much memory the process has in use, and how much it may have: what Linux tells of both.

use std::fs;
use std::path::{Path, PathBuf};

/// Where the kernel shows its control groups.
const GROUPS: &str = "/sys/fs/cgroup";

/// Bytes of the machine's memory that the process holds: its resident set. `None` where the system does not tell.
#[must_use]
pub fn resident() -> Option<u64> {
    resident_in(&fs::read_to_string("/proc/self/status").ok()?)
}

/// Bytes that the process may hold: the lowest limit of the control groups that it is in (`memory.max` of version 2,
/// `memory.limit_in_bytes` of version 1). `None` if there is no limit, or the system does not tell.
#[must_use]
pub fn allowed() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    groups.lines().filter_map(limits_of).flatten().filter_map(|file| limit(&fs::read_to_string(file).ok()?)).min()
}

fn resident_in(status: &str) -> Option<u64> {
    let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix("kB")?;
    Some(kib.trim().parse::<u64>().ok()? * 1024)
}

/// The files with the limits of one line of `/proc/self/cgroup` (cgroups(7)), that of the group and of all above it. In a
/// container the path may be the host's, of which only the top is there.
fn limits_of(line: &str) -> Option<impl Iterator<Item = PathBuf>> {
    let mut fields = line.splitn(3, ':').skip(1);
    let (controllers, group) = (fields.next()?, fields.next()?.trim_start_matches('/').to_owned());
    let (top, file) = match controllers {
        "" => (PathBuf::from(GROUPS), "memory.max"),
        _ if controllers.split(',').any(|name| name == "memory") => {
            (Path::new(GROUPS).join("memory"), "memory.limit_in_bytes")
        }
        _ => return None,
    };
    let groups: Vec<PathBuf> = Path::new(&group).ancestors().map(|group| top.join(group).join(file)).collect();
    Some(groups.into_iter())
}

/// Version 2 says `max` and version 1 a number near the greatest when there is no limit.
fn limit(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|bytes| *bytes < 1 << 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn what_is_touched_is_resident() {
        let before = resident().expect("Linux tells");
        let held = vec![1u8; 64 << 20];
        let after = resident().expect("as before");
        assert!(after - before > 48 << 20, "{before} {after}");
        assert_eq!(held.iter().map(|byte| u64::from(*byte)).sum::<u64>(), 64 << 20);
    }

    #[test]
    fn limits_are_looked_for_in_the_group_and_above() {
        let files = |line| -> Vec<String> {
            limits_of(line).into_iter().flatten().map(|file| file.display().to_string()).collect()
        };
        assert_eq!(
            files("0::/a/b"),
            ["/sys/fs/cgroup/a/b/memory.max", "/sys/fs/cgroup/a/memory.max", "/sys/fs/cgroup/memory.max"]
        );
        assert_eq!(files("5:cpu,memory:/"), ["/sys/fs/cgroup/memory/memory.limit_in_bytes"]);
        assert_eq!(files("4:cpu:/a"), [""; 0]);
        assert_eq!(files("nonsense"), [""; 0]);
    }

    #[test]
    fn no_limit_is_none() {
        assert_eq!(limit("max\n"), None);
        assert_eq!(limit("9223372036854771712\n"), None);
        assert_eq!(limit("536870912\n"), Some(512 << 20));
        assert_eq!(resident_in("Name:\thubbub\nVmRSS:\t   38012 kB\n"), Some(38_012 * 1024));
    }
}

//! The metrics as Prometheus reads them (text format 0.0.4). Labels come from closed lists, never from players.

use std::fmt::Write as _;

use bus::{Bus, State};
use gateway::{Counter, GatewayStats, Stats};

use crate::game_stats::GameStats;

/// The whole page.
pub(crate) fn render(stats: &GatewayStats, bus: &dyn Bus, games: &GameStats, version: &str) -> String {
    let mut page = String::with_capacity(8 << 10);
    page.push_str("# TYPE hubbub_build_info gauge\n");
    line(&mut page, "build_info", &[("version", version)], 1);
    page.push_str("# TYPE hubbub_connections gauge\n");
    line(&mut page, "connections", &[], stats.connections().into());
    for counter in Counter::ALL {
        let kind = if counter.is_gauge() { "gauge" } else { "counter" };
        push_type(&mut page, counter.name(), kind);
        for (shard, stats) in shards(stats) {
            line(&mut page, counter.name(), &[("shard", &shard)], stats.value(counter));
        }
    }
    push_type(&mut page, "closed_total", "counter");
    for (shard, stats) in shards(stats) {
        for (code, count) in stats.closed() {
            let labels = [("shard", shard.as_str()), ("code", &code.number().to_string()), ("reason", code.name())];
            line(&mut page, "closed_total", &labels, count);
        }
    }
    push_type(&mut page, "errors_total", "counter");
    for (shard, stats) in shards(stats) {
        for (code, count) in stats.errors() {
            line(&mut page, "errors_total", &[("shard", &shard), ("code", code.name())], count);
        }
    }
    push_type(&mut page, "limit_hits_total", "counter");
    for (shard, stats) in shards(stats) {
        for (limit, count) in stats.limits() {
            line(&mut page, "limit_hits_total", &[("shard", &shard), ("limit", limit)], count);
        }
    }
    push_type(&mut page, "bus_connected", "gauge");
    line(&mut page, "bus_connected", &[], u64::from(*bus.state().borrow() == State::Connected));
    push_type(&mut page, "bus_total", "counter");
    for (what, count) in bus.counters().named() {
        line(&mut page, "bus_total", &[("what", what)], count);
    }
    push_type(&mut page, "games", "gauge");
    line(&mut page, "games", &[], games.in_memory());
    push_type(&mut page, "commands_total", "counter");
    for (answer, count) in games.named() {
        line(&mut page, "commands_total", &[("answer", &answer)], count);
    }
    page
}

fn shards(stats: &GatewayStats) -> impl Iterator<Item = (String, &Stats)> {
    stats.shards().iter().enumerate().map(|(number, stats)| (number.to_string(), stats))
}

fn push_type(page: &mut String, name: &str, kind: &str) {
    page.push_str(&format!("# TYPE hubbub_{name} {kind}\n"));
}

fn line(page: &mut String, name: &str, labels: &[(&str, &str)], value: u64) {
    let labels: Vec<String> = labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
    let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
    // Writing into a string cannot fail.
    let _ = writeln!(page, "hubbub_{name}{labels} {value}");
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_break_out_of_its_quotes() {
        let mut page = String::new();
        line(&mut page, "build_info", &[("version", "1\"\n\\")], 1);
        assert_eq!(page, "hubbub_build_info{version=\"1\\\"\\n\\\\\"} 1\n");
    }
}

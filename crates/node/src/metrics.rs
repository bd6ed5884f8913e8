//! The metrics as Prometheus reads them (text format 0.0.4). Labels come from closed lists, never from players.

use std::fmt::{Display, Write as _};
use std::time::Duration;

use bus::{Bus, State};
use gateway::{Counter, GatewayStats, Stats};
use store::Histogram;

use crate::game_stats::GameStats;

/// The whole page.
pub(crate) fn render(
    stats: &GatewayStats,
    bus: &dyn Bus,
    games: &GameStats,
    store: Option<&store::Stats>,
    version: &str,
) -> String {
    let mut page = String::with_capacity(8 << 10);
    page.push_str("# TYPE hubbub_build_info gauge\n");
    line(&mut page, "build_info", &[("version", version)], 1);
    page.push_str("# TYPE hubbub_connections gauge\n");
    line(&mut page, "connections", &[], stats.connections());
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
    if let Some(store) = store {
        store_lines(&mut page, store);
    }
    page
}

fn store_lines(page: &mut String, store: &store::Stats) {
    push_type(page, "store_waiting", "gauge");
    line(page, "store_waiting", &[], store.waiting());
    push_type(page, "store_failed_total", "counter");
    for (kind, count) in store.failed() {
        line(page, "store_failed_total", &[("kind", kind)], count);
    }
    let seconds = |micros| Duration::from_micros(micros).as_secs_f64();
    histogram(page, "store_append_seconds", store.append_micros(), seconds);
    histogram(page, "store_group_asks", store.group_asks(), |asks| asks);
}

fn histogram<T: Display>(page: &mut String, name: &str, histogram: &Histogram, unit: impl Fn(u64) -> T) {
    push_type(page, name, "histogram");
    let (bucket, mut all) = (format!("{name}_bucket"), 0);
    for (limit, count) in histogram.up_to_each() {
        let limit = limit.map_or_else(|| "+Inf".to_owned(), |limit| unit(limit).to_string());
        line(page, &bucket, &[("le", &limit)], count);
        all = count;
    }
    line(page, &format!("{name}_sum"), &[], unit(histogram.sum()));
    line(page, &format!("{name}_count"), &[], all);
}

fn shards(stats: &GatewayStats) -> impl Iterator<Item = (String, &Stats)> {
    stats.shards().iter().enumerate().map(|(number, stats)| (number.to_string(), stats))
}

fn push_type(page: &mut String, name: &str, kind: &str) {
    page.push_str(&format!("# TYPE hubbub_{name} {kind}\n"));
}

fn line(page: &mut String, name: &str, labels: &[(&str, &str)], value: impl Display) {
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

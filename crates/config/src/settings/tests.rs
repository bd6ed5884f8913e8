use super::*;
use crate::Config;
use crate::given::Given;
use crate::place::Place;

/// What the row prints for its default.
fn default_text(setting: &Setting) -> String {
    (setting.slot)(&mut Config::default()).show()
}

#[test]
fn keys_are_distinct_and_stand_in_their_sections() {
    let mut keys: Vec<_> = SETTINGS.iter().map(|setting| setting.key).collect();
    let sections: Vec<_> = SETTINGS.iter().map(Setting::section).collect();
    assert!(sections.is_sorted_by_key(|section| SECTIONS.iter().position(|s| s == section)));
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), SETTINGS.len());
}

#[test]
fn every_limit_says_what_happens_when_it_is_reached() {
    for setting in &SETTINGS {
        assert_eq!(setting.section() == "limits", !setting.when_full.is_empty(), "{}", setting.key);
    }
}

#[test]
fn every_field_of_limits_has_a_row() {
    let fields = format!("{:#?}", types::Limits::default());
    let names: Vec<_> =
        fields.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(':')).map(|(name, _)| name).collect();
    let rows: Vec<_> = SETTINGS.iter().filter(|setting| setting.section() == "limits").map(Setting::name).collect();
    assert_eq!(rows, names);
}

#[test]
fn every_default_is_within_its_own_range() {
    for setting in &SETTINGS {
        let text = default_text(setting);
        let raw = text.replace(['"', '[', ']'], "").replace("::1:", "[::1]:");
        let place = Place::in_environment(&setting.variable(), &raw);
        let mut config = Config::default();
        let taken = (setting.slot)(&mut config).accept(&Given::Raw(raw), &place);
        assert!(taken.is_ok(), "{}: {taken:?}", setting.key);
        assert_eq!(config, Config::default(), "{}", setting.key);
    }
}

#[test]
fn no_range_is_wider_than_its_field() {
    for setting in &SETTINGS {
        let mut config = Config::default();
        if let Slot::Bytes(field, range) | Slot::Count(field, range) = (setting.slot)(&mut config) {
            field.write(*range.end());
            assert_eq!(field.read(), *range.end(), "{}", setting.key);
        }
    }
}

//! Four layers become one configuration: defaults < file < environment < flags.

use crate::error::{ConfigErrors, Fault};
use crate::file;
use crate::given::Given;
use crate::place::{Place, Sources};
use crate::setting::Setting;
use crate::settings::{self, SETTINGS};
use crate::suggest::nearest;
use crate::{Config, rules};

/// What a node was told, by layer; a later layer wins. A list is replaced, not added to.
#[derive(Clone, Debug, Default)]
pub struct Layers<'a> {
    /// The settings file, if there is one.
    pub file: Option<File<'a>>,
    /// The environment: every variable. Only those that begin with `HUBBUB_` are looked at.
    pub environment: Vec<(String, String)>,
    /// What was said on the command line.
    pub flags: Vec<Flag>,
}

/// The settings file.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// How errors name it.
    pub name: &'a str,
    /// All of it.
    pub text: &'a str,
}

/// A flag of the command line that sets one key.
#[derive(Clone, Debug)]
pub struct Flag {
    /// With its dashes: `--listen`.
    pub name: &'static str,
    /// What it sets: `server.listen`.
    pub key: &'static str,
    /// One value for each time that it was written; several only for a list.
    pub values: Vec<String>,
}

/// Reads all layers.
///
/// # Errors
/// Everything that is wrong in any of them, also with a value that a later layer replaces.
pub fn load(layers: &Layers<'_>) -> Result<(Config, Sources), ConfigErrors> {
    let mut loading = Loading::default();
    if let Some(file) = &layers.file {
        loading.file(file);
    }
    loading.environment(&layers.environment);
    for flag in &layers.flags {
        loading.flag(flag);
    }
    let Loading { config, sources, mut faults } = loading;
    if faults.is_empty() {
        faults = rules::check(&config, &sources);
    }
    ConfigErrors::from_faults(faults)?;
    Ok((config, sources))
}

#[derive(Default)]
struct Loading {
    config: Config,
    sources: Sources,
    faults: Vec<Fault>,
}

impl Loading {
    fn file(&mut self, file: &File<'_>) {
        let (entries, faults) = file::read(file);
        self.faults.extend(faults);
        for entry in entries {
            match settings::find(&entry.key) {
                Some(setting) => self.set(setting, &entry.value, entry.value_place),
                None => self.faults.push(file::unknown_key(&entry.key, entry.key_place)),
            }
        }
    }

    fn environment(&mut self, variables: &[(String, String)]) {
        for (name, value) in variables {
            if !name.starts_with("HUBBUB_") {
                continue;
            }
            let place = Place::in_environment(name, value);
            match SETTINGS.iter().find(|setting| setting.variable() == *name) {
                Some(setting) => self.set(setting, &Given::Raw(value.clone()), place),
                None => self.faults.push(unknown_variable(name, place)),
            }
        }
    }

    fn flag(&mut self, flag: &Flag) {
        let Some(setting) = settings::find(flag.key) else {
            debug_assert!(false, "{} sets {}, which is no setting", flag.name, flag.key);
            return;
        };
        let mut items: Vec<_> =
            flag.values.iter().map(|value| (Given::Raw(value.clone()), Place::in_flag(flag.name, value))).collect();
        let Some(place) = items.first().map(|(_, place)| place.clone()) else { return };
        let value = if items.len() == 1 { items.remove(0).0 } else { Given::List(items) };
        self.set(setting, &value, place);
    }

    fn set(&mut self, setting: &'static Setting, value: &Given, place: Place) {
        let taken = (setting.slot)(&mut self.config).accept(value, &place);
        match taken {
            Ok(()) => self.sources.set(setting.key, place),
            Err(faults) => self.faults.extend(faults.into_iter().map(|mut fault| {
                fault.what = format!("`{}`: {}", setting.key, fault.what);
                fault
            })),
        }
    }
}

fn unknown_variable(name: &str, place: Place) -> Fault {
    let variables: Vec<_> = SETTINGS.iter().map(Setting::variable).collect();
    let fault = Fault::new(format!("unknown environment variable `{name}`"), place.name());
    match nearest(name, variables.iter().map(String::as_str)) {
        Some(variable) => fault.note(format!("did you mean `{variable}`?")),
        None => fault.note("expected HUBBUB_SECTION_KEY; `hubbub config show` prints every key, or unset it"),
    }
}

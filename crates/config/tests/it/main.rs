//! What somebody who runs a node sees of its settings.

mod errors;
mod layers;
mod render;

use config::{Config, ConfigErrors, File, Layers, Sources};

/// Loads a file called `hubbub.toml` and nothing else.
fn load_file(text: &str) -> Result<(Config, Sources), ConfigErrors> {
    config::load(&Layers { file: Some(File { name: "hubbub.toml", text }), ..Layers::default() })
}

/// Loads these environment variables and nothing else.
fn load_environment(variables: &[(&str, &str)]) -> Result<(Config, Sources), ConfigErrors> {
    let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    config::load(&Layers { environment, ..Layers::default() })
}

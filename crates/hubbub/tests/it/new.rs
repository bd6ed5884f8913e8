//! Folders to begin from. That they run is tested by `cargo xtask test new`.

use crate::{Folder, stderr, stdout};

#[test]
fn a_folder_is_made_with_the_name_in_it() {
    let folder = Folder::new("new");
    let output = folder.run(&["new", "my-game"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("cd my-game") && stdout(&output).contains("README.md"), "{}", stdout(&output));
    assert!(folder.read("my-game/README.md").starts_with("# my-game\n"));
    assert!(folder.read("my-game/godot/project.godot").contains("config/name=\"my-game\""));
    assert!(folder.read("my-game/web/index.html").contains("<title>my-game</title>"));
    assert!(folder.read("my-game/godot/addons/hubbub/plugin.cfg").contains("plugin.gd"));
    assert!(folder.read("my-game/web/hubbub.js").contains("export class Client"));
}

#[test]
fn the_settings_of_every_template_can_be_used() {
    let folder = Folder::new("new_settings");
    for template in ["chat", "turns", "relay"] {
        assert_eq!(folder.run(&["new", template, "--template", template]).status.code(), Some(0));
        let output = folder.run(&["config", "check", "--config", &format!("{template}/hubbub.toml")]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
}

#[test]
fn nothing_is_written_over_and_a_bad_name_is_told() {
    let folder = Folder::new("new_refused");
    folder.write("taken", "mine");
    let output = folder.run(&["new", "taken"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("taken exists already"), "{}", stderr(&output));
    assert_eq!(folder.read("taken"), "mine");
    let output = folder.run(&["new", "../up"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`../up` cannot be the name"), "{}", stderr(&output));
    let output = folder.run(&["new", "x", "--template", "shooter"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("chat, turns, relay"), "{}", stderr(&output));
}

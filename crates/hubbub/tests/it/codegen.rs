use crate::{Folder, stderr, stdout};

const CHAT: &str = "syntax = \"proto3\";\nimport \"who.proto\";\n// Said aloud.\nmessage Chat { string msg = 1; people.Who by = 2; }\n";
const WHO: &str = "syntax = \"proto3\";\npackage people;\nmessage Who { uint64 id = 1; }\n";

fn schemas(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.with("proto");
    folder.write("proto/chat.proto", CHAT);
    folder.write("proto/who.proto", WHO);
    folder
}

#[test]
fn a_schema_becomes_a_file_with_all_that_it_imports() {
    let folder = schemas("codegen");
    let gdscript = ["codegen", "gdscript", "proto/chat.proto", "--out", "net", "--class-prefix", "Net"];
    assert_eq!(stdout(&folder.run(&gdscript)), "wrote net/chat.gd\n");
    let script = folder.read("net/chat.gd");
    for line in ["## Said aloud.", "class NetChat:", "class NetWho:", "\tvar _by: NetWho"] {
        assert!(script.lines().any(|found| found == line), "no `{line}` in\n{script}");
    }
    assert_eq!(stdout(&folder.run(&gdscript)), "net/chat.gd is as it should be\n");

    let output = folder.run(&["codegen", "typescript", "proto/chat.proto", "proto/who.proto"]);
    assert_eq!(stdout(&output), "wrote ./chat.ts\nwrote ./who.ts\n");
    assert!(folder.read("chat.ts").contains("  by: Who | undefined = undefined;\n"));
    let output = folder.run(&["codegen", "typescript", "proto/chat.proto", "--js"]);
    assert_eq!(stdout(&output), "wrote ./chat.js\nwrote ./chat.d.ts\n");
    assert!(folder.read("chat.d.ts").contains("  by: Who | undefined;\n"));
    assert!(folder.read("chat.js").contains("  by = undefined;\n"));
}

#[test]
fn what_somebody_wrote_is_not_replaced() {
    let folder = schemas("codegen_mine");
    folder.write("chat.gd", "extends Node\n");
    let output = folder.run(&["codegen", "gdscript", "proto/who.proto", "proto/chat.proto"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "error: ./chat.gd is there and was not written by this command; move it, choose another --out, or use --force\n"
    );
    assert!(!folder.0.join("who.gd").exists(), "half of it was written");
    assert_eq!(stdout(&folder.run(&["codegen", "gdscript", "proto/chat.proto", "--force"])), "wrote ./chat.gd\n");
    // Now it is the command's own.
    folder.write("proto/chat.proto", format!("{CHAT}message More {{}}\n"));
    assert_eq!(stdout(&folder.run(&["codegen", "gdscript", "proto/chat.proto"])), "wrote ./chat.gd\n");
}

/// What is said of a schema called `test.proto`.
#[track_caller]
fn check_refused(name: &str, schema: &str, expected: &str) {
    let folder = schemas(name);
    folder.write("proto/test.proto", schema);
    let output = folder.run(&["codegen", "gdscript", "proto/test.proto"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(stderr(&output), format!("error: {expected}\n"));
}

#[test]
fn faults_are_told_with_their_place_and_what_was_expected() {
    let checks = [
        (
            "syntax",
            "syntax = \"proto3\";\nmessage A {\n  int32 a = ;\n}",
            "proto/test.proto:3:13: expected an integer, but found ';'",
        ),
        ("type", "syntax = \"proto3\";\nmessage A {\n  B b = 1;\n}", "proto/test.proto:3:3: name 'B' is not defined"),
        (
            "proto2",
            "package p;\nmessage A { optional int32 a = 1; }",
            "proto/test.proto:1: p: only proto3 is supported, and this is proto2; begin the file with `syntax = \"proto3\";`",
        ),
        (
            "edition",
            "edition = \"2023\";",
            "proto/test.proto:1:1: expected 'enum', 'extend', 'import', 'message', 'option', 'service', 'package' or ';', \
             but found 'edition'; editions are not supported, only `syntax = \"proto3\";`",
        ),
        (
            "import",
            "syntax = \"proto3\";\nimport \"gone.proto\";",
            "proto/test.proto:2:1: import 'gone.proto' not found; looked in proto; name other folders with -I",
        ),
    ];
    for (name, schema, expected) in checks {
        check_refused(&format!("codegen_{name}"), schema, expected);
    }
}

#[test]
fn files_that_cannot_be_are_refused() {
    let folder = schemas("codegen_files");
    folder.with("other");
    folder.write("other/who.proto", WHO);
    let checks: [(&[&str], &str); 3] = [
        (&["gone.proto"], "gone.proto: there is no such file"),
        (
            &["proto/who.proto", "-I", "other"],
            "file 'proto/who.proto' is not in any include path; looked in other; name other folders with -I",
        ),
        (
            &["proto/who.proto", "other/who.proto"],
            "two schemas would both become ./who.gd; give them one by one, each with its own --out",
        ),
    ];
    for (arguments, expected) in checks {
        let output = folder.run(&[&["codegen", "gdscript"], arguments].concat());
        assert_eq!((output.status.code(), stderr(&output)), (Some(1), format!("error: {expected}\n")));
    }
}

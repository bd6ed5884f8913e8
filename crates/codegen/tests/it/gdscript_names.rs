//! Names that GDScript or the engine has already.

use codegen::{Options, gdscript::generate};

use crate::compile::compile;

/// The lines of the script that have one of these words in it, without what is behind them.
#[track_caller]
fn check(schema: &str, prefix: &str, expected: &[&str]) {
    let options = Options { class_prefix: prefix.to_owned() };
    let script = generate(&compile(&format!("syntax = \"proto3\";\n{schema}")).file, &options).unwrap();
    for line in expected {
        assert!(script.lines().any(|found| found.trim() == *line), "no line `{line}` in\n{script}");
    }
}

#[test]
fn keywords_and_types_of_the_engine_get_an_underscore() {
    check(
        "message signal { enum B { INF = 0; } B b = 1; }\nmessage Node { signal of = 1; }",
        "",
        &[
            "## Called [code]signal[/code] in the schema.",
            "class signal_:",
            "INF_ = 0,",
            "var _b: signal_.B = signal_.B.INF_",
            "class Node_:",
            "var _of: signal_",
        ],
    );
}

#[test]
fn members_of_every_object_get_an_underscore() {
    check(
        "message A { string script = 1; bool init = 2; bytes unknown = 3; oneof meta { int32 inf = 4; } }",
        "",
        &[
            "func get_script_() -> String:",
            "## Called [code]script[/code] in the schema.",
            "var _init_: bool = false",
            "func get_unknown_() -> PackedByteArray:",
            "INF_ = 4,",
        ],
    );
}

#[test]
fn names_that_meet_get_an_underscore() {
    check(
        "message A { oneof b { int32 c = 1; } int32 b_case = 2; }\n\
         message Error {} message Error_ {} message PB_ERR {}",
        "",
        &[
            "func get_b_case() -> BCase:",
            "func get_b_case_() -> int:",
            "C = 1,",
            "class Error_:",
            "class Error__:",
            "class PB_ERR_:",
        ],
    );
}

#[test]
fn a_nested_type_does_not_hide_one_outside() {
    check(
        "message A { message B {} B inner = 1; } message B { A.B of = 1; B self = 2; }",
        "",
        &["class B_:", "var _inner: A.B_", "class B:", "var _of: A.B_", "var _self: B"],
    );
}

#[test]
fn types_that_are_inside_no_other_get_the_prefix() {
    check(
        "message A { message B {} B b = 1; Kind kind = 2; } enum Kind { NONE = 0; }",
        "My",
        &["class MyA:", "class B:", "var _b: MyA.B", "enum MyKind {", "var _kind: MyKind = MyKind.NONE"],
    );
}

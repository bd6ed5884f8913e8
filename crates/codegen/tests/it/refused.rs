//! What a schema may not have, in any language.

use codegen::{CodegenError, Options, gdscript::generate};
use expect_test::{Expect, expect};

use crate::compile::compile;

fn generated(schema: &str) -> Result<String, CodegenError> {
    generate(&compile(schema).file, &Options::default())
}

#[track_caller]
fn check_refused(schema: &str, expected: Expect) {
    expected.assert_eq(&generated(schema).unwrap_err().to_string());
}

#[test]
fn proto2_is_refused() {
    check_refused(
        "syntax = \"proto2\"; package old; message A { required int32 a = 1; }",
        expect![[
            r#"test.proto:1: old: only proto3 is supported, and this is proto2; begin the file with `syntax = "proto3";`"#
        ]],
    );
}

#[test]
fn groups_are_refused() {
    check_refused(
        "syntax = \"proto2\"; message A { optional group B = 1 {} }",
        expect![[
            r#"test.proto:1: only proto3 is supported, and this is proto2; begin the file with `syntax = "proto3";`"#
        ]],
    );
    let mut set = compile("syntax = \"proto3\"; package p; message A { int32 b = 1; }");
    set.file[0].message_type[0].field[0].r#type =
        Some(buffa_descriptor::generated::descriptor::field_descriptor_proto::Type::TYPE_GROUP);
    expect!["test.proto:1: p.A.b: groups are not supported; make it a message"]
        .assert_eq(&generate(&set.file, &Options::default()).unwrap_err().to_string());
}

#[test]
fn a_type_that_no_file_has_is_refused() {
    let mut set = compile("syntax = \"proto3\"; package p; message A { A a = 1; }");
    set.file[0].message_type[0].field[0].type_name = Some(".q.Gone".to_owned());
    expect!["test.proto:1: p.A.a: the type .q.Gone is in none of the files; give the files that are imported as well"]
        .assert_eq(&generate(&set.file, &Options::default()).unwrap_err().to_string());
}

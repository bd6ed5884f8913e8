//! Messages and enums as TypeScript, and as JavaScript with declarations.

use codegen::{Options, typescript};
use expect_test::{Expect, expect};

use crate::compile::compile;

const SCHEMA: &str = "syntax = \"proto3\";\n\
    // Said «aloud». */\n\
    message Chat {\n\
        // Who said it.\n\
        uint64 sender_id = 1;\n\
        oneof what { string msg = 2; Sticker sticker = 3; }\n\
        enum Tone { CALM = 0; LOUD = 1; }\n\
        Tone tone = 4;\n\
    }\n\
    message Sticker { repeated sint32 at = 1; map<string, Sticker> on = 2; optional double size = 3; }";

/// What stands behind the part that is the same in every file.
fn own(text: &str) -> &str {
    &text[text.find("\n/** The enum").unwrap()..]
}

#[test]
fn typescript_has_types_that_can_be_left_out() {
    let text = typescript::generate(&compile(SCHEMA).file, &Options::default()).unwrap();
    check(
        own(&text),
        expect![[r#"

        /** The enum `Chat.Tone`. */
        export const Chat_Tone = Object.freeze({
          CALM: 0,
          LOUD: 1,
        } as const);
        export type Chat_Tone = (typeof Chat_Tone)[keyof typeof Chat_Tone] | (number & {});

        /** Said «aloud». *\/ */
        export class Chat extends Message {
          /** Who said it. */
          senderId: bigint = 0n;
          /** The field `tone`. */
          tone: Chat_Tone = Chat_Tone.CALM;
          /** The one of `what` that is set. */
          what: { case: "msg"; value: string } | { case: "sticker"; value: Sticker } | undefined = undefined;

          /** A new message; fields that are not given are empty. */
          constructor(fields: Fields<Chat> = {}) {
            super();
            Object.assign(this, fields);
          }

          /** Reads a message of at most 64 MiB; throws a `DecodeError` if the bytes are none. */
          static fromBytes(bytes: Uint8Array): Chat {
            return Message.$decode(Chat, bytes);
          }

          override $write(out: Writer): void {
            if (this.senderId !== 0n) {
              out.uint32(8);
              out.uint64(this.senderId);
            }
            if (this.what?.case === "msg") {
              out.uint32(18);
              out.string(this.what.value);
            }
            if (this.what?.case === "sticker") {
              out.uint32(26);
              out.message(this.what.value);
            }
            if (this.tone !== 0) {
              out.uint32(32);
              out.int32(this.tone);
            }
            for (const field of this.$unknown) out.raw(field);
          }

          override $read(reader: Reader): void {
            while (reader.at < reader.end) {
              const start = reader.at;
              const tag = reader.tag();
              switch (tag) {
                case 8: {
                  this.senderId = reader.uint64();
                  break;
                }
                case 18: {
                  this.what = { case: "msg", value: reader.string() };
                  break;
                }
                case 26: {
                  const value = this.what?.case === "sticker" ? this.what.value : new Sticker();
                  this.what = { case: "sticker", value };
                  reader.message(value);
                  break;
                }
                case 32: {
                  this.tone = reader.int32();
                  break;
                }
                default: this.$unknown.push(reader.unknown(start, tag));
              }
            }
          }

          override $show(to: Shown): void {
            if (this.senderId !== 0n) to.add("sender_id", to.plain(this.senderId));
            if (this.what?.case === "msg") to.add("msg", to.string(this.what.value));
            if (this.what?.case === "sticker") to.add("sticker", to.plain(this.what.value));
            if (this.tone !== 0) to.add("tone", to.plain(this.tone));
          }
        }

        /** The message `Sticker`. */
        export class Sticker extends Message {
          /** The field `at`. */
          at: number[] = [];
          /** The field `on`. */
          on: Map<string, Sticker> = new Map();
          /** The field `size`. */
          size: number | undefined = undefined;

          /** A new message; fields that are not given are empty. */
          constructor(fields: Fields<Sticker> = {}) {
            super();
            Object.assign(this, fields);
          }

          /** Reads a message of at most 64 MiB; throws a `DecodeError` if the bytes are none. */
          static fromBytes(bytes: Uint8Array): Sticker {
            return Message.$decode(Sticker, bytes);
          }

          override $write(out: Writer): void {
            if (this.at.length > 0) {
              out.uint32(10);
              const start = out.size;
              for (const value of this.at) out.sint32(value);
              out.enclose(start);
            }
            for (const [key, value] of this.on) {
              out.uint32(18);
              const start = out.size;
              out.uint32(10);
              out.string(key);
              out.uint32(18);
              out.message(value);
              out.enclose(start);
            }
            if (this.size !== undefined) {
              out.uint32(25);
              out.double(this.size);
            }
            for (const field of this.$unknown) out.raw(field);
          }

          override $read(reader: Reader): void {
            while (reader.at < reader.end) {
              const start = reader.at;
              const tag = reader.tag();
              switch (tag) {
                case 8: {
                  this.at.push(reader.sint32());
                  break;
                }
                case 10: {
                  const outer = reader.enter();
                  while (reader.at < reader.end) {
                    this.at.push(reader.sint32());
                  }
                  reader.leave(outer);
                  break;
                }
                case 18: {
                  let key: string = "";
                  let value: Sticker = new Sticker();
                  const outer = reader.enter();
                  while (reader.at < reader.end) {
                    const tag = reader.tag();
                    switch (tag) {
                      case 10: key = reader.string(); break;
                      case 18: reader.message(value); break;
                      default: reader.skip(tag);
                    }
                  }
                  reader.leave(outer);
                  this.on.set(key, value);
                  break;
                }
                case 25: {
                  this.size = reader.double();
                  break;
                }
                default: this.$unknown.push(reader.unknown(start, tag));
              }
            }
          }

          override $show(to: Shown): void {
            if (this.at.length > 0) to.add("at", to.list(this.at, to.plain));
            if (this.on.size > 0) to.add("on", to.map(this.on, to.string, to.plain));
            if (this.size !== undefined) to.add("size", to.float(this.size));
          }
        }
    "#]],
    );
}

#[test]
fn javascript_is_the_same_without_them() {
    let module = typescript::generate_module(&compile(SCHEMA).file, &Options::default()).unwrap();
    let typed = typescript::generate(&compile(SCHEMA).file, &Options::default()).unwrap();
    assert!(!module.script.contains("override") && !module.script.contains("export type"), "{}", module.script);
    assert!(module.script.contains("Said «aloud». *\\/"), "{}", module.script);
    assert!(module.script.lines().count() < typed.lines().count());
    check(
        own(&module.declarations),
        expect![[r#"

        /** The enum `Chat.Tone`. */
        export declare const Chat_Tone: Readonly<{
          CALM: 0;
          LOUD: 1;
        }>;
        export type Chat_Tone = (typeof Chat_Tone)[keyof typeof Chat_Tone] | (number & {});

        /** Said «aloud». *\/ */
        export declare class Chat extends Message {
          /** Who said it. */
          senderId: bigint;
          /** The field `tone`. */
          tone: Chat_Tone;
          /** The one of `what` that is set. */
          what: { case: "msg"; value: string } | { case: "sticker"; value: Sticker } | undefined;
          /** A new message; fields that are not given are empty. */
          constructor(fields?: Fields<Chat>);
          /** Reads a message of at most 64 MiB; throws a `DecodeError` if the bytes are none. */
          static fromBytes(bytes: Uint8Array): Chat;
        }

        /** The message `Sticker`. */
        export declare class Sticker extends Message {
          /** The field `at`. */
          at: number[];
          /** The field `on`. */
          on: Map<string, Sticker>;
          /** The field `size`. */
          size: number | undefined;
          /** A new message; fields that are not given are empty. */
          constructor(fields?: Fields<Sticker>);
          /** Reads a message of at most 64 MiB; throws a `DecodeError` if the bytes are none. */
          static fromBytes(bytes: Uint8Array): Sticker;
        }
    "#]],
    );
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(text);
}

/// Every line is in the file.
#[track_caller]
fn check_lines(schema: &str, prefix: &str, expected: &[&str]) {
    let options = Options { class_prefix: prefix.to_owned() };
    let text = typescript::generate(&compile(&format!("syntax = \"proto3\";\n{schema}")).file, &options).unwrap();
    for line in expected {
        assert!(text.lines().any(|found| found.trim() == *line), "no line `{line}` in\n{text}");
    }
}

#[test]
fn names_of_the_language_get_an_underscore() {
    check_lines(
        "message Map { string constructor = 1; bytes to_bytes = 2; Error error = 3; } message Error { enum E { E0 = 0; } }",
        "",
        &[
            "export class Map_ extends Message {",
            "constructor_: string = \"\";",
            "toBytes_: Uint8Array = new Uint8Array(0);",
            "error: Error_ | undefined = undefined;",
            "export const Error__E = Object.freeze({",
        ],
    );
}

#[test]
fn names_within_others_are_made_of_both() {
    check_lines(
        "message A { message B { message C {} C c = 1; } B b = 1; oneof the_one { int32 x = 2 [json_name = \"x-y\"]; } }",
        "My",
        &[
            "export class MyA_B_C extends Message {",
            "b: MyA_B | undefined = undefined;",
            "theOne: { case: \"x\"; value: number } | undefined = undefined;",
        ],
    );
}

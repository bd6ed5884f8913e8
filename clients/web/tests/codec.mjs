// Generated code in Node.js: the bytes that all languages must read and write alike, and messages of chance.
//
//   node codec.mjs FOLDER VECTORS CASES OUT
//
// FOLDER has packets.js and all_types.js, made by `hubbub codegen typescript --js`, or by a compiler of the TypeScript that
// it makes without that. VECTORS is checked here, by the words of
// clients/godot/tests/codec/codec_test.gd; a row's `elsewhere` is for languages without the limits of GDScript. Of CASES, a
// list of `{type, hex}`, OUT says what is written again, in hexadecimal, or the name of the fault.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";

const [folder, vectors, cases, out] = process.argv.slice(2);
const { Packet, ChatMessage } = await import(pathToFileURL(`${folder}/packets.js`));
const { AllTypes, AllTypes_Inner, Color, Awkward } = await import(pathToFileURL(`${folder}/all_types.js`));
const types = { Packet, AllTypes };

const hexOf = (bytes) => Buffer.from(bytes).toString("hex");
const read = (row) => types[row.type].fromBytes(Buffer.from(row.hex, "hex"));

let passed = 0;
let failed = 0;

function check(name, test) {
  try {
    test();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.error(`FAILED: ${name}: ${error.message}`);
  }
}

for (const row of JSON.parse(readFileSync(vectors, "utf8"))) {
  const wanted = { writes: row.hex, ...row, ...row.elsewhere };
  check(row.name, () => {
    if (wanted.fault) return assert.throws(() => read(row), { name: "DecodeError", reason: wanted.fault });
    const message = read(row);
    assert.equal(hexOf(message.toBytes()), wanted.writes);
    if (wanted.reads) assert.equal(String(message), wanted.reads);
  });
}

check("a message is made of its fields", () => {
  const packet = new Packet({ senderId: 69n, msg: { case: "chat", value: new ChatMessage({ msg: "Hello, world!" }) } });
  assert.equal(hexOf(packet.toBytes()), "0845120f0a0d48656c6c6f2c20776f726c6421");
  assert.equal(Packet.fromBytes(packet.toBytes()).msg.value.msg, "Hello, world!");
});

check("numbers are cut to their type", () => {
  const bytes = new AllTypes({ i32: 0xff00ff81, u32: -1, z32: 0x100000005, u64: -1n, i64: 2n ** 63n }).toBytes();
  const cut = AllTypes.fromBytes(bytes);
  assert.deepEqual([cut.i32, cut.u32, cut.z32, cut.u64, cut.i64], [-16711807, 4294967295, 5, 2n ** 64n - 1n, -(2n ** 63n)]);
});

check("values that are not numbers", () => {
  const read = AllTypes.fromBytes(new AllTypes({ f64: NaN, f32: NaN, manyF64: [-0, Infinity] }).toBytes());
  assert.ok(Number.isNaN(read.f64) && Number.isNaN(read.f32) && Object.is(read.manyF64[0], -0));
  assert.equal(String(read), "{ f64: nan f32: nan many_f64: [0.0, inf] }");
});

check("names that are taken have an underscore, enums take any number", () => {
  const awkward = new Awkward({ constructor_: "c", toBytes_: 1, _1st: "first", class: { case: "func", value: "f" } });
  assert.equal(String(Awkward.fromBytes(awkward.toBytes())), '{ func: "f" to_bytes: 1 constructor: "c" _1st: "first" }');
  assert.equal(AllTypes.fromBytes(new AllTypes({ color: 99 }).toBytes()).color, 99);
  assert.equal(Color.BLUE, -7);
});

check("lists and maps that are read are one's own", () => {
  const message = new AllTypes({ byI32: new Map([[1, new AllTypes_Inner({ a: 2 })]]), raw: new Uint8Array([1, 2]) });
  const bytes = message.toBytes();
  const read = AllTypes.fromBytes(bytes);
  bytes.fill(0);
  assert.deepEqual([read.raw, read.byI32.get(1).a], [new Uint8Array([1, 2]), 2]);
});

writeFileSync(out, JSON.stringify(JSON.parse(readFileSync(cases, "utf8")).map((row) => {
  try {
    return hexOf(read(row).toBytes());
  } catch (error) {
    return error.reason ?? String(error);
  }
})));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

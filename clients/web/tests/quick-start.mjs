// Makes a Godot 4 project that runs nothing but the script which the page offers, as a newcomer would paste it.
//
//   node quick-start.mjs URL DIR
//
// `godot --headless --path DIR` then greets the lobby of the server at URL and prints what it hears, until it is ended.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PROJECT = `config_version=5

[application]
config/name="Quick start"
run/main_scene="res://main.tscn"
`;

const SCENE = `[gd_scene load_steps=2 format=3]

[ext_resource type="Script" path="res://main.gd" id="1"]

[node name="Main" type="Node"]
script = ExtResource("1")
`;

const [url, folder] = process.argv.slice(2);
if (!url || !folder || !URL.canParse(url)) {
  console.error('usage: node quick-start.mjs URL DIR');
  process.exit(2);
}

const page = await (await fetch(url)).text();
const pasted = /<pre id="script"[^>]*>([^]*?)<\/pre>/.exec(page)?.[1];
if (!pasted) throw new Error(`the page at ${url} has no <pre id="script">`);
const socket = new URL('/ws', url);
socket.protocol = socket.protocol.replace('http', 'ws');
const script = pasted
  .replace(/<[^>]+>/g, '')
  .replace('ws://…/ws', socket.href)
  .replaceAll('&gt;', '>')
  .replaceAll('&lt;', '<')
  .replaceAll('&amp;', '&');

await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'project.godot'), PROJECT);
await writeFile(join(folder, 'main.tscn'), SCENE);
await writeFile(join(folder, 'main.gd'), script);

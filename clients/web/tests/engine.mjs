// Runs a Godot project in the engine's build for the web, in Chromium, as if it were a program: what the project prints is
// printed, what it lets the player download is saved as `browser-…`, and its exit status is this one's.
//
//   node engine.mjs RUNTIME PACK FOLDER [ARGUMENT…]
//
// RUNTIME is a folder with the engine's index.js and index.wasm, PACK the project, FOLDER where downloads go, and the
// arguments are the project's own.

import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { DESKTOP } from './e2e/browser.mjs';

const [runtime, pack, folder, ...args] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node engine.mjs RUNTIME PACK FOLDER [ARGUMENT…]');
  process.exit(2);
}
// The engine draws with WebGL, here without a graphics card; a page in the background would stand still.
const FLAGS = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-timer-throttling'];
FLAGS.push('--disable-renderer-backgrounding', '--no-first-run', '--disable-component-update', '--disable-sync');
const TYPES = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm', pck: 'application/octet-stream' };
const CONFIG = {
  executable: 'index',
  mainPack: 'project.pck',
  canvasResizePolicy: 0,
  args: ['--', ...args],
};
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<body style="margin:0"><canvas id="canvas" width="${DESKTOP.width}" height="${DESKTOP.height}"></canvas>
<script src="index.js"></script>
<script>
  const ended = new Promise((resolve, reject) => {
    const engine = new Engine({ ...${JSON.stringify(CONFIG)}, canvas: document.getElementById('canvas'), onExit: resolve });
    engine.startGame().catch(reject);
  });
</script>`;

/** Serves the page, the engine's files and the project. */
async function serve() {
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? '/', 'http://page').pathname.slice(1) || 'page.html';
    const headers = { 'content-type': TYPES[name.split('.').pop()] ?? 'application/octet-stream' };
    if (name === 'page.html') return response.writeHead(200, headers).end(PAGE);
    const file = name === CONFIG.mainPack ? pack : join(runtime, name);
    const isThere = await access(file).then(() => true, () => false);
    if (!isThere || name.includes('/')) return response.writeHead(404).end();
    createReadStream(file).pipe(response.writeHead(200, headers));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const server = await serve();
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0, args: FLAGS });
const page = await browser.newPage({ viewport: DESKTOP, acceptDownloads: true });
const saved = [];
page.on('console', (message) => (message.type() === 'error' ? console.error : console.log)(message.text()));
page.on('pageerror', (error) => console.error(`the page says: ${error.message}`));
page.on('download', (file) => saved.push(file.saveAs(join(folder, `browser-${file.suggestedFilename()}`))));
await page.goto(`http://127.0.0.1:${server.address().port}/`);
// The name is the page's, not this script's.
const status = await page.evaluate('ended');
await Promise.all(saved);
await browser.close();
server.close();
process.exit(status);

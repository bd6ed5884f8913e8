// `hubbub.d.ts` is what the compiler makes of `hubbub.js` as it stands; `npm run declarations` makes it anew.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const HERE = new URL('.', import.meta.url);

test('hubbub.d.ts is current', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-declarations-'));
  try {
    const compiler = new URL('node_modules/typescript/bin/tsc', HERE).pathname;
    execFileSync(process.execPath, [compiler, '--project', 'tsconfig.declarations.json', '--outDir', folder], { cwd: HERE });
    const made = readFileSync(join(folder, 'hubbub.d.ts'), 'utf8');
    assert.equal(readFileSync(new URL('../pages/hubbub.d.ts', HERE), 'utf8'), made, 'run `npm run declarations`');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

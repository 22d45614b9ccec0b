// The quick part of npm run test:packages that needs no browser: a project in Node.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { proveInTests } from '../packages/in-tests.js';
import { targets } from '../packages/targets.mjs';

const runner = fileURLToPath(new URL('../packages/run.mjs', import.meta.url));

proveInTests(['node']);

test('docs/packages.md has a row for every target, with the versions that are pinned', () => {
  const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const rows = read('docs/packages.md').split('\n');
  for (const { name, title, steps } of targets) {
    const row = rows.find((line) => line.startsWith(`| ${title} |`));
    assert(row, title);
    const { dependencies, devDependencies } = JSON.parse(
      read(`tests/packages/${name}/package.json`),
    );
    const pinned = Object.entries({ ...dependencies, ...devDependencies });
    const tools = pinned.filter(
      ([tool]) => !['@rollup/plugin-node-resolve', 'webpack-cli'].includes(tool),
    );
    for (const [, version] of tools) assert(row.includes(version), `${title} ${version}`);
    for (const { version = '' } of steps) assert(row.includes(version), `${title} ${version}`);
  }
});

test('a target whose tool cannot be had is not run, which is a failure only if one says so', () => {
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  for (const [options, expected] of [
    [[], 0],
    [['--strict'], 1],
  ]) {
    const { status, stdout } = spawnSync(process.execPath, [runner, 'script', ...options], {
      env: { ...env, CHROMIUM_PATH: '/nowhere/chromium' },
      encoding: 'utf8',
    });
    assert.match(stdout, /^not run .*\n +no Chromium: set CHROMIUM_PATH$/m);
    assert.match(stdout, /^0 passed, 0 failed, 1 not run$/m);
    assert.equal(status, expected);
  }
});

test('a target that does not exist is refused', () => {
  const { status, stderr } = spawnSync(process.execPath, [runner, 'vitte'], { encoding: 'utf8' });
  assert.match(stderr, /^No such target: vitte\. There are node, /);
  assert.equal(status, 1);
});

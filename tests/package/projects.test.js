// The quick part of npm run test:packages that needs no browser: a project in Node.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { proveInTests } from '../packages/in-tests.js';
import { targets } from '../packages/targets.mjs';

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

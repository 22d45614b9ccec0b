// What is asked of Node, where there may be none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtin } from '../../js/builtin.js';

/** @param {unknown} instead of the function of the process, while the test runs */
function replace(t, instead) {
  const { getBuiltinModule } = process;
  t.after(() => {
    process.getBuiltinModule = getBuiltinModule;
  });
  process.getBuiltinModule = instead;
}

test('a module of Node is found, and what is none is not', () => {
  assert.equal(builtin('node:fs'), process.getBuiltinModule('node:fs'));
  assert.equal(builtin('node:nothing'), undefined);
});

test('a process that has no such function has no modules', (t) => {
  replace(t, undefined);
  assert.equal(builtin('node:fs'), undefined);
});

test('one whose function throws, as in the edge runtime of Next, has none either', (t) => {
  replace(t, () => {
    throw new Error('A Node.js API is used (process.getBuiltinModule)');
  });
  assert.equal(builtin('node:fs'), undefined);
});

test('nor is there one where there is no process', (t) => {
  const given = Object.getOwnPropertyDescriptor(globalThis, 'process');
  t.after(() => Object.defineProperty(globalThis, 'process', given));
  delete globalThis.process;
  assert.equal(builtin('node:fs'), undefined);
});

// Targets as tests of node:test: those that need nothing but this checkout.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeBrowser } from './pages.mjs';
import { perform } from './perform.mjs';
import { pack, prepare } from './project.mjs';
import { targets } from './targets.mjs';

/** @param {string[]} names of targets */
export function proveInTests(names) {
  let tarball;
  before(async () => {
    tarball = await pack();
  });
  after(closeBrowser);

  for (const name of names) {
    const target = targets.find((one) => one.name === name);
    assert(target, name);
    describe(`the packed package in a project: ${target.title}`, () => {
      let project;
      before(async () => {
        project = await prepare(target, tarball);
      });
      for (const step of target.steps) test(step.what, () => perform(step, project));
    });
  }
}

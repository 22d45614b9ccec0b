// Random programs, performed by the bus and by a small model of its rules, must come to the same.
// AEB_RUNS sets the effort. A failure prints its seed and path: AEB_SEED and AEB_PATH repeat it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventBus } from '../../js/index.js';
import { Model } from './model.js';
import { perform, program } from './programs.js';

const numRuns = Number(process.env.AEB_RUNS ?? 10_000);
const seed = Number(process.env.AEB_SEED ?? Math.floor(Math.random() * 2 ** 31)) | 0;
const path = process.env.AEB_PATH;

test(`random programs come to the same on the bus and on its model (seed ${seed})`, async (t) => {
  t.diagnostic(`seed ${seed}, ${numRuns} programs`);
  const property = fc.asyncProperty(program, async (program) => {
    const expected = await perform(Model, program, false);
    const actual = await perform(EventBus, program, true);
    if (JSON.stringify(actual) !== JSON.stringify(expected)) assert.deepEqual(actual, expected);
  });
  await fc.assert(property, { numRuns, seed, path });
});

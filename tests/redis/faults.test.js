// The faults, in their short form. `npm run test:faults` has the long one. AEB_SEED repeats what chance
// decides, but not the timing.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import { scenarios } from '../faults/scenarios.js';

const seed = Number(process.env.AEB_SEED ?? randomInt(2 ** 31));

// Not by how long anything takes: other programs may need the machine, too.
const run = ({ name, promise, sizes, byChance, run: measure }) =>
  test(byChance === undefined ? name : `${name} (seed ${seed})`, async (t) => {
    const { figure, failures } = await measure({ ...sizes.short, seed });
    t.diagnostic(`${name}: ${figure}`);
    assert.equal(failures, 0, `${promise}. But: ${figure}`);
  });

const isNemesis = ({ name }) => name.startsWith('nemesis');
for (const scenario of scenarios.filter((one) => !isNemesis(one))) run(scenario);
// These mostly wait.
describe('nemeses', { concurrency: 3 }, () => {
  for (const scenario of scenarios.filter(isNemesis)) run(scenario);
});

// The faults, in their short form. `npm run test:faults` has the long one.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scenarios } from '../faults/scenarios.js';

// Not by how long anything takes: other programs may need the machine, too.
const run = ({ name, promise, sizes, run: measure }) =>
  test(name, async (t) => {
    const { figure, failures } = await measure(sizes.short);
    t.diagnostic(`${name}: ${figure}`);
    assert.equal(failures, 0, `${promise}. But: ${figure}`);
  });

const isNemesis = ({ name }) => name.startsWith('nemesis');
for (const scenario of scenarios.filter((one) => !isNemesis(one))) run(scenario);
// These mostly wait.
describe('nemeses', { concurrency: 3 }, () => {
  for (const scenario of scenarios.filter(isNemesis)) run(scenario);
});

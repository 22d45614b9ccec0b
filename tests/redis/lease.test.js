// The beat by which a member of a group renews what it holds: one timer, however entries come and go.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Leases } from '../../js/redis/lease.js';

const LEASE_MS = 3_000;
const BEAT_MS = LEASE_MS / 3;

test('an entry that comes while others are renewed starts no second beat', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const renewals = [];
  let answer = () => {};
  const leases = new Leases(LEASE_MS, (ids) => {
    renewals.push(ids);
    return new Promise((resolve) => {
      answer = () => resolve([]);
    });
  });
  leases.hold('1-0', () => {});
  t.mock.timers.tick(BEAT_MS);
  assert.deepEqual(renewals, [['1-0']]);
  leases.release('1-0');
  leases.hold('2-0', () => {});
  answer();
  await turn();
  t.mock.timers.tick(BEAT_MS);
  answer();
  await turn();
  assert.deepEqual(renewals, [['1-0'], ['2-0']], 'once in a third of the lease');
  leases.stop();
  t.mock.timers.tick(LEASE_MS);
  assert.equal(renewals.length, 2, 'and not any more behind the end');
});

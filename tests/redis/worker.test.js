// One entry in the hands of a member of a group, without a server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from '../../js/redis/worker.js';

const OPTIONS = { group: 'g', consumer: 'c', leaseMs: 1_000, retryMs: 1_000, maxDeliveries: 5 };

test('a handler that fails behind stop() is not waited for again: its entry is left at once', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] }); // a clock that stands still: no pause ends by itself
  let fail = () => {};
  const failed = new Promise((resolve) => {
    fail = () => resolve([new Error('refused')]);
  });
  const host = { handle: () => failed, run: assert.fail, tellParked: assert.fail };
  const worker = new Worker(['1-0', []], 1, host, OPTIONS);
  worker.stop();
  fail();
  await worker.done;
  assert.equal(worker.isLeft, true);
});

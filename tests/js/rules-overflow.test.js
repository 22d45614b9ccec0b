// Rule 7: what happens to an event that finds a mailbox full.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { manual, recordUnhandled, settle, stateOf } from './support.js';

recordUnhandled();

/** A bus whose one mailbox holds two events; event 0 is being handled. */
function busWith(overflow, options) {
  const bus = new EventBus(options);
  const worker = manual();
  const subscription = bus.subscribe('t', worker.handler, {
    concurrency: 1,
    maxBuffer: 2,
    overflow,
  });
  bus.publish('t', 0);
  return { bus, subscription, ...worker };
}

/** Lets all go that runs or waits, and returns what was handled. */
async function handled({ seen, open, finish }) {
  while (open.length > 0) await finish();
  return seen;
}

describe('error, the default', () => {
  test('makes publish throw, after everyone else got the event', async () => {
    const part = busWith();
    const others = [];
    part.bus.subscribe('t', (_topic, event) => others.push(event));
    for (const event of [1, 2]) part.bus.publish('t', event);
    assert.throws(() => part.bus.publish('t', 3), {
      name: 'MailboxFullError',
      code: 'ERR_MAILBOX_FULL',
      message: 'The mailbox is full: 2 events are waiting (maxBuffer)',
    });
    assert.deepEqual(others, [1, 2, 3]);
    assert.equal(part.bus.stats().dropped, 1);
    assert.equal(part.bus.stats().errors, 1);
    assert.deepEqual(await handled(part), [0, 1, 2]);
  });

  test('makes publishAsync reject, once the others are done', async () => {
    const part = busWith('error');
    for (const event of [1, 2]) part.bus.publish('t', event);
    await assert.rejects(part.bus.publishAsync('t', 3), { code: 'ERR_MAILBOX_FULL' });
    assert.deepEqual(await handled(part), [0, 1, 2]);
  });

  test('goes to onError, with what was refused, and does not count as delivered', async () => {
    const told = [];
    const part = busWith('error', {
      onError: ({ code }, ...rest) => told.push([code, ...rest]),
    });
    for (const event of [1, 2]) assert.equal(part.bus.publish('t', event), 1);
    assert.equal(part.bus.publish('t', 3), 0);
    assert.equal(await part.bus.publishAsync('t', 4), 0);
    assert.deepEqual(told, [
      ['ERR_MAILBOX_FULL', 't', 3, part.subscription],
      ['ERR_MAILBOX_FULL', 't', 4, part.subscription],
    ]);
  });

  test('holds 1,024 events unless told otherwise', () => {
    const bus = new EventBus();
    bus.subscribe('t', () => new Promise(() => {}), { concurrency: 1 });
    for (let event = 0; event < 1_025; event++) assert.equal(bus.publish('t', event), 1);
    assert.throws(() => bus.publish('t'), { maxBuffer: 1_024 });
  });
});

describe('drop-oldest', () => {
  for (const how of ['publish', 'publishAsync']) {
    test(`under ${how} forgets what waited longest`, async () => {
      const part = busWith('drop-oldest');
      const waits = [1, 2, 3, 4].map((event) => part.bus[how]('t', event));
      assert.equal(part.bus.stats().dropped, 2);
      if (how === 'publishAsync') {
        assert.deepEqual(await stateOf(waits[0]), { resolved: 1 }, 'done, for it will not come');
        assert.equal(await stateOf(waits[2]), 'pending');
      }
      assert.deepEqual(await handled(part), [0, 3, 4]);
      await Promise.all(waits);
      assert.equal(part.bus.stats().unfinished, 0);
    });
  }
});

describe('drop-newest', () => {
  for (const how of ['publish', 'publishAsync']) {
    test(`under ${how} forgets what comes, and does not count it`, async () => {
      const part = busWith('drop-newest');
      const waits = [1, 2, 3, 4].map((event) => part.bus[how]('t', event));
      assert.equal(part.bus.stats().dropped, 2);
      assert.deepEqual(await Promise.all(waits.slice(2)), [0, 0]);
      assert.deepEqual(await handled(part), [0, 1, 2]);
      assert.deepEqual(await Promise.all(waits), [1, 1, 0, 0]);
    });
  }
});

describe('block', () => {
  test('is an error in publish, but only when the mailbox is full', async () => {
    const part = busWith('block');
    for (const event of [1, 2]) assert.equal(part.bus.publish('t', event), 1);
    assert.throws(() => part.bus.publish('t', 3), { code: 'ERR_MAILBOX_FULL' });
    await part.finish();
    assert.equal(part.bus.publish('t', 4), 1);
    assert.deepEqual(await handled(part), [0, 1, 2, 4]);
  });

  test('makes publishAsync wait, and loses nothing', async () => {
    const part = busWith('block');
    const waits = Array.from({ length: 50 }, (_, i) => part.bus.publishAsync('t', i + 1));
    assert.equal(part.seen.length, 1);
    while (part.open.length > 0) {
      part.open.shift().resolve();
      await null;
      await null;
      await settle();
    }
    assert.deepEqual(await Promise.all(waits), Array(50).fill(1));
    assert.deepEqual(
      part.seen,
      Array.from({ length: 51 }, (_, i) => i),
    );
    assert.equal(part.bus.stats().dropped, 0);
  });

  test('keeps the order: a publish does not overtake a publisher that waits', async () => {
    const part = busWith('block');
    for (const event of [1, 2]) part.bus.publish('t', event);
    const blocked = part.bus.publishAsync('t', 3);
    await part.finish();
    assert.throws(() => part.bus.publish('t', 4), { code: 'ERR_MAILBOX_FULL' });
    assert.deepEqual(await handled(part), [0, 1, 2, 3]);
    assert.equal(await blocked, 1);
  });

  test('holds up only the publisher: the other handlers are called at once', async () => {
    const part = busWith('block');
    const seen = [];
    part.bus.subscribe('t', (_topic, event) => seen.push(event));
    for (const event of [1, 2, 3]) part.bus.publishAsync('t', event);
    assert.deepEqual(seen, [1, 2, 3]);
  });

  test('takes back what is blocked when its publishAsync is aborted, not what is in the mailbox', async () => {
    const part = busWith('block');
    const controller = new AbortController();
    const waits = [1, 2, 3, 4].map((event) => part.bus.publishAsync('t', event, controller));
    const patient = part.bus.publishAsync('t', 5);
    controller.abort('enough');
    for (const { reason } of await Promise.allSettled(waits)) assert.equal(reason, 'enough');
    assert.equal(await stateOf(patient), 'pending');
    assert.deepEqual(await handled(part), [0, 1, 2, 5]);
    assert.equal(await patient, 1);
    assert.equal(part.bus.stats().unfinished, 0);
  });

  test('a blocked step of a serial publishAsync is taken back too, and the rest goes on', async () => {
    const part = busWith('block');
    const controller = new AbortController();
    const late = [];
    for (const event of [1, 2]) part.bus.publish('t', event);
    part.bus.subscribe('t', (_topic, event) => late.push(event));
    const serial = part.bus.publishAsync('t', 3, { serial: true, signal: controller.signal });
    await settle();
    assert.deepEqual(late, []);
    controller.abort('enough');
    assert.deepEqual(await stateOf(serial), { rejected: 'enough' });
    assert.deepEqual(late, [3], 'aborting stops the waiting, not the handlers');
    assert.deepEqual(await handled(part), [0, 1, 2]);
  });

  test('nothing is blocked on behalf of a serial publishAsync that is aborted already', async () => {
    const part = busWith('block');
    const controller = new AbortController();
    const gate = manual();
    part.bus.subscribe('u', gate.handler);
    part.bus.subscribe(['t', 'u'], part.handler, {
      concurrency: 1,
      maxBuffer: 1,
      overflow: 'block',
    });
    for (const event of [1, 2]) part.bus.publish('t', event);
    const serial = part.bus.publishAsync('u', 3, { serial: true, signal: controller.signal });
    controller.abort('enough');
    assert.deepEqual(await stateOf(serial), { rejected: 'enough' });
    await gate.finish();
    await handled(part);
    assert(!part.seen.includes(3), `${part.seen}`);
    await part.bus.idle();
  });
});

for (const overflow of [undefined, 'error', 'drop-oldest', 'drop-newest', 'block']) {
  test(`${overflow}: an event that finds room is never refused`, async () => {
    const part = busWith(overflow);
    for (let event = 1; event < 30; event++) {
      assert.equal(part.bus.publish('t', event), 1);
      await part.finish();
    }
    assert.equal(part.bus.stats().dropped, 0);
    assert.equal((await handled(part)).length, 30);
  });
}

test('maxBuffer and overflow are checked, also where nothing ever waits', () => {
  const bus = new EventBus();
  const wrong = { code: 'ERR_INVALID_ARGUMENT' };
  for (const maxBuffer of [0, -1, 0.5, Number.POSITIVE_INFINITY, '10', null]) {
    assert.throws(() => bus.subscribe('t', () => {}, { concurrency: 1, maxBuffer }), wrong);
  }
  for (const overflow of ['', 'BLOCK', 'toString', 1, null]) {
    assert.throws(() => bus.subscribe('t', () => {}, { overflow }), wrong);
  }
  assert.equal(bus.size, 0);
});

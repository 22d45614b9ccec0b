// Rule 6: serial delivery, and what an abort does to a publishAsync.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AsyncEventBus, EventBus } from '../../js/index.js';
import { deferred, manual, recordUnhandled, settle, stateOf } from './support.js';

const unhandled = recordUnhandled();
const serial = true;

describe('serial', () => {
  test('calls each handler when the one before is done, the first at once', async () => {
    const bus = new EventBus();
    const [a, b] = [manual(), manual()];
    const log = [];
    bus.subscribe('t', a.handler);
    bus.subscribe('t', b.handler, { concurrency: 1 });
    bus.subscribe('t', () => log.push('c'), { priority: -1 });
    const result = bus.publishAsync('t', 1, { serial });
    assert.deepEqual([a.seen, b.seen, log], [[1], [], []]);
    await a.finish();
    assert.deepEqual([a.seen, b.seen, log], [[1], [1], []]);
    await b.finish();
    assert.deepEqual(log, ['c']);
    assert.equal(await result, 3);
  });

  test('waits for a handler whose event waits in a mailbox', async () => {
    const bus = new EventBus();
    const worker = manual();
    const log = [];
    bus.subscribe('t', worker.handler, { concurrency: 1 });
    bus.subscribe('t', () => log.push('behind'));
    bus.publish('t', 0);
    log.length = 0;
    const result = bus.publishAsync('t', 1, { serial });
    await worker.finish();
    assert.deepEqual(log, []);
    await worker.finish();
    assert.deepEqual(log, ['behind']);
    assert.equal(await result, 2);
  });

  test('an error keeps the event from nobody; all errors come in delivery order', async () => {
    const bus = new EventBus();
    const seen = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      bus.subscribe('t', () => {
        seen.push(name);
        if (name === 'd') return;
        if (name === 'b') throw name;
        return Promise.reject(name);
      });
    }
    await assert.rejects(bus.publishAsync('t', 1, { serial }), { errors: ['a', 'b', 'c'] });
    assert.deepEqual(seen, ['a', 'b', 'c', 'd']);
  });

  test('the set is fixed at the start; who is removed meanwhile is not called', async () => {
    const bus = new EventBus();
    const gate = manual();
    bus.subscribe('t', gate.handler);
    const removed = bus.subscribe('t', () => assert.fail('called'));
    const seen = [];
    bus.subscribe('t', () => seen.push('kept'));
    const result = bus.publishAsync('t', 1, { serial });
    bus.subscribe('t', () => assert.fail('came later'));
    removed.unsubscribe();
    await gate.finish();
    assert.equal(await result, 2);
    assert.deepEqual(seen, ['kept']);
  });

  test('a once fires once, where serial publishes overlap', async () => {
    const bus = new EventBus();
    const gate = manual();
    const seen = [];
    bus.subscribe('t', gate.handler);
    bus.once('t', (_topic, event) => seen.push(event));
    const results = [1, 2].map((event) => bus.publishAsync('t', event, { serial }));
    await gate.finish();
    await gate.finish();
    assert.deepEqual(await Promise.all(results), [2, 1]);
    assert.deepEqual(seen, [1]);
  });

  test('close ends it', async () => {
    const bus = new AsyncEventBus();
    const gate = manual();
    bus.subscribe('t', gate.handler);
    bus.subscribe('t', () => assert.fail('called'));
    const result = bus.publish('t', 1, { serial });
    bus.close();
    await gate.finish();
    assert.equal(await result, 1);
    await bus.idle();
  });

  test('is what idle() waits for', async () => {
    const bus = new EventBus();
    const gate = manual();
    bus.subscribe('t', () => {});
    bus.subscribe('t', gate.handler);
    bus.publishAsync('t', 1, { serial });
    const idle = bus.idle();
    assert.equal(await stateOf(idle), 'pending');
    await gate.finish();
    await idle;
  });

  test('bad options reject', async () => {
    const wrong = { code: 'ERR_INVALID_ARGUMENT' };
    const bus = new EventBus();
    await assert.rejects(bus.publishAsync('t', 1, { serial: 1 }), wrong);
    await assert.rejects(bus.publishAsync('t', 1, null), wrong);
    await assert.rejects(bus.publishAsync('t', 1, 'serial'), wrong);
    assert.equal(bus.stats().published, 0);
  });
});

describe('an abort', () => {
  for (const options of [{}, { serial }]) {
    const name = options.serial ? 'serial: ' : '';

    test(`${name}before the call: nothing is delivered, and it rejects with the reason`, async () => {
      const bus = new EventBus();
      bus.subscribe('t', () => assert.fail('called'));
      for (const reason of ['why', 0, new Error('why')]) {
        const signal = AbortSignal.abort(reason);
        const result = bus.publishAsync('t', 1, { ...options, signal });
        assert.deepEqual(await stateOf(result), { rejected: reason });
      }
      assert.equal(bus.stats().published, 0);
    });

    test(`${name}stops the waiting, not the handlers`, async () => {
      const bus = new EventBus();
      const controller = new AbortController();
      const { signal } = controller;
      const [a, b] = [manual(), manual()];
      bus.subscribe('t', a.handler);
      bus.subscribe('t', b.handler);
      const result = bus.publishAsync('t', 1, { ...options, signal });
      controller.abort('enough');
      assert.deepEqual(await stateOf(result), { rejected: 'enough' });
      await a.finish();
      assert.deepEqual([a.seen, b.seen], [[1], [1]]);
      await b.finish();
      await bus.idle();
    });

    test(`${name}inside its own dispatch counts too`, async () => {
      const bus = new EventBus();
      const controller = new AbortController();
      const gate = deferred();
      bus.subscribe('t', () => controller.abort('from within'));
      bus.subscribe('t', () => gate.promise);
      const { signal } = controller;
      const result = bus.publishAsync('t', 1, { ...options, signal });
      assert.deepEqual(await stateOf(result), { rejected: 'from within' });
      gate.resolve();
      await bus.idle();
    });

    test(`${name}errors that come after it go to onError`, async () => {
      const told = [];
      const bus = new EventBus({ onError: (error) => told.push(error) });
      const controller = new AbortController();
      const { signal } = controller;
      const gate = manual();
      bus.subscribe('t', gate.handler);
      const result = bus.publishAsync('t', 1, { ...options, signal });
      controller.abort('enough');
      await assert.rejects(result);
      await gate.fail('late');
      assert.deepEqual(told, ['late']);
    });

    test(`${name}with no onError they are unhandled rejections, each once`, async () => {
      const bus = new EventBus();
      const controller = new AbortController();
      const { signal } = controller;
      const gate = manual();
      const error = new Error('late');
      bus.subscribe('t', gate.handler);
      const result = bus.publishAsync('t', 1, { ...options, signal });
      controller.abort('enough');
      await assert.rejects(result);
      await gate.fail(error);
      const reasons = await unhandled.take();
      assert.equal(reasons.length, 1);
      assert.equal(reasons[0], error);
    });

    test(`${name}errors collected before it are not lost`, async () => {
      const bus = new EventBus();
      const controller = new AbortController();
      const { signal } = controller;
      const gate = manual();
      const never = manual();
      bus.subscribe('t', () => {
        throw 'at once';
      });
      bus.subscribe('t', gate.handler);
      bus.subscribe('t', never.handler);
      const result = bus.publishAsync('t', 1, { ...options, signal });
      await settle();
      await gate.fail('soon');
      controller.abort('enough');
      await assert.rejects(result, (error) => error === 'enough');
      const [reason, ...others] = await unhandled.take();
      assert.deepEqual(reason.errors, ['at once', 'soon']);
      assert.deepEqual(others, []);
      await never.finish();
    });

    test(`${name}after the end changes nothing`, async () => {
      const bus = new EventBus();
      const controller = new AbortController();
      const { signal } = controller;
      bus.subscribe('t', () => {});
      const result = bus.publishAsync('t', 1, { ...options, signal });
      assert.equal(await result, 1);
      controller.abort();
      assert.equal(await result, 1);
    });
  }

  test('of one publishAsync leaves others, and the subscriptions, alone', async () => {
    const bus = new EventBus();
    const controller = new AbortController();
    const gate = manual();
    bus.subscribe('t', gate.handler);
    const [one, other] = [bus.publishAsync('t', 1, controller), bus.publishAsync('t', 2)];
    controller.abort('one');
    assert.deepEqual(await stateOf(one), { rejected: 'one' });
    assert.equal(await stateOf(other), 'pending');
    await gate.finish();
    await gate.finish();
    assert.equal(await other, 1);
    assert.equal(bus.size, 1);
  });

  test('does not hide an invalid topic, a closed bus or a bad option', async () => {
    const bus = new EventBus();
    const signal = AbortSignal.abort();
    await assert.rejects(bus.publishAsync('..', 1, { signal }), { code: 'ERR_INVALID_TOPIC' });
    const wrong = { code: 'ERR_INVALID_ARGUMENT' };
    await assert.rejects(bus.publishAsync('t', 1, { signal, serial: 'yes' }), wrong);
    bus.close();
    await assert.rejects(bus.publishAsync('t', 1, { signal }), { code: 'ERR_BUS_CLOSED' });
  });
});

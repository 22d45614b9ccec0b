// The core can fail under way: no memory, no stack. Then it is made again, and nobody notices.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CoreFailedError, EventBus } from '../../js/index.js';
import { atStackEdge, withGrowth } from './core-limits.js';

/** A bus with `count` subscriptions that never match `t`, and a check that all of it is there. */
function busWith(count) {
  const bus = new EventBus();
  const called = [];
  for (let i = 0; i < count; i++) {
    bus.subscribe([`n.${i}`, `n.${i}.*`], () => called.push(i), { priority: i % 3 });
  }
  const check = () => {
    assert.equal(bus.size, count);
    for (const i of [0, 1, count >> 1, count - 1]) {
      called.length = 0;
      assert.equal(bus.publish(`n.${i}`), 1);
      assert.equal(bus.publish(`n.${i}.x`), 1);
      assert.deepEqual(called, [i, i]);
    }
  };
  return { bus, check };
}

const withoutMemory = (action) => withGrowth(() => true, action);

describe('out of memory', () => {
  test('for good: subscribe throws and changes nothing; later the bus works again', () => {
    const { bus, check } = busWith(5_000);
    let failed;
    withoutMemory(() => {
      for (let i = 0; failed === undefined && i < 1_000_000; i++) {
        const { size } = bus;
        try {
          bus.subscribe(`more.${i}.${'x'.repeat(50)}`, () => {}).unsubscribe();
          bus.subscribe(`more.${i}.${'x'.repeat(50)}`, () => {});
        } catch (error) {
          failed = error;
          assert.equal(bus.size, size);
        }
      }
    });
    assert(failed !== undefined, 'memory never had to grow');
    assert(failed instanceof CoreFailedError);
    assert.equal(failed.code, 'ERR_CORE_FAILED');
    for (const subscription of bus.subscriptions()) {
      if (String(subscription.pattern).startsWith('more')) subscription.unsubscribe();
    }
    check();
  });
});

describe('at the end of the stack', () => {
  test('every call works or throws a RangeError, and the bus is whole afterwards', (t) => {
    const { bus, check } = busWith(50);
    let done = 0;
    const action = (frame) => {
      const subscription = bus.subscribe(`edge.${frame}`, () => {});
      bus.publish(`edge.${frame}`);
      subscription.unsubscribe();
      done++;
    };
    action(0); // so that it is compiled, for which there is no stack left later
    // Making an instance anew takes about a third of that.
    const failed = atStackEdge(6_000, action);
    t.diagnostic(`${failed} calls ran out of stack, ${done} did not`);
    assert(done > 1);
    for (const subscription of bus.subscriptions()) {
      if (String(subscription.pattern).startsWith('edge')) subscription.unsubscribe();
    }
    check();
  });
});

test('buses share an instance, and all of them survive its loss', () => {
  const buses = [busWith(10), busWith(200), busWith(3_000)];
  const action = (frame) => buses[0].bus.publish(`never.seen.before.${frame}`);
  action(0);
  atStackEdge(6_000, action);
  for (const { check } of buses) check();
});

test('after the loss of an instance, events reach whom they should, whatever the ids were', () => {
  const bus = new EventBus();
  const called = [];
  const [a, b] = ['a', 'b', 'c'].map((topic) => bus.subscribe(topic, () => called.push(topic)));
  a.unsubscribe(); // so that the ids are not those of the next instance
  withoutMemory(() => {
    const other = new EventBus();
    assert.throws(() => {
      for (let i = 0; ; i++) other.subscribe(`more.${i}.${'x'.repeat(50)}`, () => {});
    }, CoreFailedError);
    other.close();
  });
  bus.publish('c');
  bus.publish('b');
  b.unsubscribe();
  bus.publish('b');
  bus.publish('c');
  assert.deepEqual(called, ['c', 'b', 'c']);
});

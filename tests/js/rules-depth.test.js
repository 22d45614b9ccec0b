// Rule 5: maxDepth, which ends circles of publishes before they end the stack.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { manual, recordUnhandled, settle } from './support.js';

const unhandled = recordUnhandled();
const tooDeep = { name: 'PublishDepthError', code: 'ERR_PUBLISH_DEPTH' };

/** A bus with a handler of `t` that publishes `t` again, `times` times over. */
function circle(times, options, subscribeOptions) {
  const bus = new EventBus(options);
  const count = { calls: 0 };
  const handler = () => {
    if (++count.calls < times) bus.publish('t');
  };
  bus.subscribe('t', handler, subscribeOptions);
  return { bus, count };
}

for (const order of ['nested', 'fifo']) {
  describe(`maxDepth by the order ${order}`, () => {
    test('64 publishes may be in a chain, the outermost included', () => {
      const { bus, count } = circle(64, { order });
      bus.publish('t');
      assert.equal(count.calls, 64);
    });

    test('the next is refused, and its error comes out of the outermost publish', () => {
      const { bus, count } = circle(10_000, { order });
      assert.throws(() => bus.publish('t'), tooDeep);
      assert.equal(count.calls, 64);
    });

    test('10,000 attempts in every handler leave a bus that works', async () => {
      const bus = new EventBus({ order, maxDepth: 3 });
      let refused = 0;
      bus.subscribe('t', () => {
        for (let i = 0; i < (order === 'fifo' ? 10 : 2); i++) {
          try {
            bus.publish('t');
          } catch (error) {
            assert.equal(error.code, tooDeep.code);
            refused++;
          }
        }
      });
      for (let i = 0; i < 10_000 / 100; i++) bus.publish('t');
      assert(refused >= 400, `${refused}`);
      const { published } = bus.stats();
      bus.publish('other');
      assert.equal(bus.stats().published, published + 1);
    });

    test('the error names the chain, the outermost first, the refused one last', () => {
      const bus = new EventBus({ order, maxDepth: 3 });
      let error;
      for (const [from, to] of ['ab', 'bc', 'cd']) {
        bus.subscribe(from, () => {
          try {
            bus.publish('side'); // comes back, and so is not in the chain
          } catch {}
          try {
            bus.publish(to);
          } catch (caught) {
            error = caught;
          }
        });
      }
      bus.publish('a');
      assert.deepEqual(error.topics, ['a', 'b', 'c', 'd']);
      assert.equal(error.message, 'Publishes are nested deeper than maxDepth (3): a → b → c → d');
    });

    test('publishAsync is refused by a rejection', async () => {
      const bus = new EventBus({ order, maxDepth: 1 });
      const inner = [];
      bus.subscribe('t', () => {
        inner.push(bus.publishAsync('t'));
        inner.push(bus.publishAsync('t', 1, { serial: true }));
      });
      await bus.publishAsync('t');
      for (const promise of inner) await assert.rejects(promise, tooDeep);
    });

    test('a refused publish delivers nothing, and is not counted', () => {
      const bus = new EventBus({ order, maxDepth: 1 });
      bus.subscribe('a', () => bus.publish('b'));
      bus.subscribe('b', () => assert.fail('delivered'));
      assert.throws(() => bus.publish('a'), tooDeep);
      assert.equal(bus.stats().published, 1);
    });

    test('publishes beside each other do not add up', () => {
      const bus = new EventBus({ order, maxDepth: 2 });
      let calls = 0;
      bus.subscribe('a', () => {
        for (let i = 0; i < 1_000; i++) bus.publish('b');
      });
      bus.subscribe('b', () => calls++);
      bus.publish('a');
      assert.equal(calls, 1_000);
    });

    test('what is published after an await begins a new chain', async () => {
      const bus = new EventBus({ order });
      let calls = 0;
      bus.subscribe('t', async () => {
        await null;
        if (++calls < 500) bus.publish('t');
      });
      bus.publish('t');
      await bus.idle();
      assert.equal(calls, 500);
    });

    test('a mailbox that runs synchronously counts the chain of causes', async () => {
      const { bus, count } = circle(10_000, { order }, { concurrency: 1, onError: () => {} });
      bus.publish('t');
      assert.equal(count.calls, 64);
      bus.publish('t');
      assert.equal(count.calls, 128, 'and then begins anew');
    });

    test('as does one that goes on from there behind an async handler', async () => {
      const bus = new EventBus({ order, maxDepth: 10 });
      const gate = manual();
      let calls = 0;
      const told = [];
      const handler = (topic, event) => {
        if (event === 'gate') return gate.handler(topic, event);
        if (++calls < 1_000) bus.publish('t');
      };
      bus.subscribe('t', handler, { concurrency: 1, onError: (error) => told.push(error) });
      bus.publish('t', 'gate');
      bus.publish('t');
      await gate.finish();
      await bus.idle();
      assert(calls <= 11, `${calls} calls`);
      assert.equal(told.length, 1);
      assert.equal(told[0].code, tooDeep.code);
    });

    test('an error in onError of a refused publish ends as well', () => {
      const bus = new EventBus({ order, onError: () => bus.publish('t') });
      bus.subscribe('t', () => {
        throw 'again';
      });
      assert.throws(() => bus.publish('t'));
      assert.equal(bus.stats().published, 64);
      assert.equal(bus.publish('other'), 0);
    });
  });
}

test('a maxDepth beyond the stack ends in a RangeError, and the bus stays whole', async () => {
  const bus = new EventBus({ maxDepth: 2 ** 31 - 1 });
  let calls = 0;
  let going = true;
  bus.subscribe('t', () => {
    calls++;
    if (going) bus.publish('t');
  });
  assert.throws(() => bus.publish('t'), RangeError);
  assert(calls > 100);
  going = false;
  calls = 0;
  assert.equal(bus.publish('t'), 1);
  assert.equal(calls, 1);
  assert.deepEqual(await unhandled.take(), []);
  await settle();
});

test('a chain too long to show is shown by its ends', () => {
  const { bus } = circle(1_000, { maxDepth: 100 });
  assert.throws(
    () => bus.publish('t'),
    (error) => {
      assert.equal(error.topics.length, 101);
      assert(error.message.length < 200, error.message);
      return true;
    },
  );
});

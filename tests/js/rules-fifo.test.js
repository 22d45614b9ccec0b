// Rule 5: the order 'fifo', by which all subscribers see the same order of events.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { manual, recordUnhandled, settle, stateOf } from './support.js';

const unhandled = recordUnhandled();

/** A fifo bus with two onlookers on all topics, one before and one behind the others. */
function onlookers(options) {
  const bus = new EventBus({ order: 'fifo', ...options });
  const [first, last] = [[], []];
  bus.subscribe('**', (topic) => first.push(topic), { priority: 1 });
  bus.subscribe('**', (topic) => last.push(topic), { priority: -1 });
  return { bus, first, last };
}

describe('order fifo', () => {
  test('all subscribers see the same order, as they do not by nested', () => {
    for (const order of ['fifo', 'nested']) {
      const { bus, first, last } = onlookers({ order });
      bus.subscribe('a', () => {
        bus.publish('b');
        bus.publish('c');
      });
      bus.subscribe('b', () => bus.publish('d'));
      bus.publish('a');
      assert.deepEqual(first, order === 'fifo' ? ['a', 'b', 'c', 'd'] : ['a', 'b', 'd', 'c']);
      assert.deepEqual(last, order === 'fifo' ? first : ['d', 'b', 'c', 'a']);
    }
  });

  test('a nested publish returns at once, the outermost when all is delivered', () => {
    const { bus, last } = onlookers();
    const log = [];
    bus.subscribe('a', () => {
      bus.publish('b');
      log.push('returned');
    });
    bus.subscribe('b', () => log.push('b'));
    assert.equal(bus.publish('a'), 3);
    assert.deepEqual(log, ['returned', 'b']);
    assert.deepEqual(last, ['a', 'b']);
  });

  test('a queued publish fixes its set when it is called, and returns its size', () => {
    const bus = new EventBus({ order: 'fifo' });
    const seen = [];
    const counts = [];
    bus.subscribe('a', () => {
      counts.push(bus.publish('b', 1));
      bus.subscribe('b', (_topic, event) => seen.push(`late ${event}`));
      counts.push(bus.publish('b', 2));
      removed.unsubscribe();
    });
    bus.subscribe('b', (_topic, event) => seen.push(`early ${event}`));
    const removed = bus.subscribe('b', () => assert.fail('was removed meanwhile'));
    bus.publish('a');
    assert.deepEqual(counts, [2, 3]);
    assert.deepEqual(seen, ['early 1', 'early 2', 'late 2']);
  });

  test('a queued publish counts those whose where will refuse it: where is asked later', () => {
    const bus = new EventBus({ order: 'fifo' });
    let asked = 0;
    bus.subscribe('a', () => {
      assert.equal(bus.publish('b'), 1);
      assert.equal(asked, 0);
    });
    bus.subscribe('b', () => assert.fail('called'), { where: () => ++asked < 0 });
    bus.publish('a');
    assert.equal(asked, 1);
  });

  test('a once that two queued events want is called once', () => {
    const bus = new EventBus({ order: 'fifo' });
    const seen = [];
    bus.subscribe('a', () => {
      for (const event of [1, 2]) assert.equal(bus.publish('b', event), 1);
    });
    bus.once('b', (_topic, event) => seen.push(event));
    bus.publish('a');
    assert.deepEqual(seen, [1]);
  });

  test('where, onError and the onError of the bus publish in line as well', () => {
    const { bus, first, last } = onlookers({
      onError: (error, topic) => bus.publish(`bus.${topic}.${error}`),
    });
    const boom = () => {
      throw 'boom';
    };
    const where = (topic) => bus.publish(`where.${topic}`) > 0;
    bus.subscribe('a', boom, { where, onError: (_error, topic) => bus.publish(`own.${topic}`) });
    bus.subscribe('a', boom);
    bus.publish('a');
    assert.deepEqual(first, ['a', 'where.a', 'own.a', 'bus.a.boom']);
    assert.deepEqual(last, first);
  });

  test('what an async handler publishes after its first await is an outermost publish', async () => {
    const { bus, first, last } = onlookers();
    bus.subscribe('a', async () => {
      bus.publish('sync');
      await null;
      assert.equal(bus.publish('async'), 2);
      assert.equal(last.at(-1), 'async', 'was delivered at once');
    });
    await bus.publishAsync('a');
    assert.deepEqual(first, ['a', 'sync', 'async']);
    assert.deepEqual(last, first);
  });

  test('close in a handler discards what is queued', () => {
    const { bus, first, last } = onlookers();
    bus.subscribe('a', () => {
      bus.publish('b');
      bus.close();
      assert.throws(() => bus.publish('c'), { code: 'ERR_BUS_CLOSED' });
    });
    bus.publish('a');
    assert.deepEqual([first, last], [['a'], []]);
  });

  test('10,000 events in line are no recursion', () => {
    const { bus, last } = onlookers();
    bus.subscribe('a', () => {
      for (let i = 0; i < 10_000; i++) bus.publish('b');
    });
    bus.publish('a');
    assert.equal(last.length, 10_001);
  });

  test('a refused topic is refused at once, in the handler', () => {
    const { bus, last } = onlookers();
    bus.subscribe('a', () => assert.throws(() => bus.publish('..'), { code: 'ERR_INVALID_TOPIC' }));
    bus.publish('a');
    assert.deepEqual(last, ['a']);
  });
});

describe('errors of queued publishes', () => {
  const failing = (bus, topic) => {
    bus.subscribe(topic, () => {
      throw topic;
    });
  };

  test('come out of the outermost publish, behind its own', () => {
    const { bus, last } = onlookers();
    bus.subscribe('a', () => {
      assert.equal(bus.publish('b'), 3, 'does not throw');
      assert.equal(bus.publish('c'), 3, 'does not throw');
    });
    for (const topic of ['a', 'b', 'c']) failing(bus, topic);
    assert.throws(() => bus.publish('a'), { errors: ['a', 'b', 'c'] });
    assert.deepEqual(last, ['a', 'b', 'c'], 'and keep the event from nobody');
    assert.equal(bus.publish('fine'), 2, 'the bus stays usable');
  });

  test('come out of the outermost publishAsync in the same way', async () => {
    const { bus } = onlookers();
    bus.subscribe('a', () => bus.publish('b'), { priority: 1 });
    bus.subscribe('a', async () => {
      await settle();
      throw 'late';
    });
    failing(bus, 'b');
    await assert.rejects(bus.publishAsync('a'), { errors: ['late', 'b'] });
  });

  test('of a queued publishAsync are its own', async () => {
    const { bus } = onlookers();
    let inner;
    bus.subscribe('a', () => {
      inner = bus.publishAsync('b');
    });
    failing(bus, 'b');
    assert.equal(bus.publish('a'), 3);
    await assert.rejects(inner, (error) => error === 'b');
  });

  test('go to an onError as always', () => {
    const told = [];
    const { bus } = onlookers({ onError: (error) => told.push(error) });
    bus.subscribe('a', () => bus.publish('b'));
    failing(bus, 'b');
    bus.publish('a');
    assert.deepEqual(told, ['b']);
  });

  test('include a single falsy one', () => {
    const bus = new EventBus({ order: 'fifo' });
    bus.subscribe('a', () => bus.publish('b'));
    bus.subscribe('b', () => {
      throw undefined;
    });
    let thrown = 'nothing';
    try {
      bus.publish('a');
    } catch (error) {
      thrown = error;
    }
    assert.equal(thrown, undefined);
  });
});

describe('publishAsync under fifo', () => {
  test('in a handler waits its turn, then for its handlers', async () => {
    const { bus, first, last } = onlookers();
    const gate = manual();
    let inner;
    bus.subscribe('a', () => {
      inner = bus.publishAsync('b');
      assert.deepEqual(gate.seen, []);
    });
    bus.subscribe('b', gate.handler);
    assert.equal(bus.publish('a'), 3);
    assert.deepEqual(
      [first, last],
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
    );
    assert.equal(await stateOf(inner), 'pending');
    await gate.finish();
    assert.equal(await inner, 3);
  });

  test('may be awaited in a handler: that is no deadlock', async () => {
    for (const serial of [false, true]) {
      const { bus, last } = onlookers();
      bus.subscribe('a', async () => assert.equal(await bus.publishAsync('b', 1, { serial }), 2));
      assert.equal(await bus.publishAsync('a', 1, { serial }), 3);
      assert.deepEqual(last.toSorted?.() ?? [...last].sort(), ['a', 'b']);
    }
  });

  test('serial holds the line only while a handler runs, not while it waits', async () => {
    const bus = new EventBus({ order: 'fifo' });
    const log = [];
    const gate = manual();
    bus.subscribe('a', (topic) => {
      log.push('a1');
      bus.publish('b'); // behind the synchronous part of this handler
      log.push('a1 returns');
      return gate.handler(topic);
    });
    bus.subscribe('a', () => log.push('a2'));
    bus.subscribe('b', () => log.push('b'));
    const serial = bus.publishAsync('a', 1, { serial: true });
    assert.deepEqual(log, ['a1', 'a1 returns', 'b']);
    bus.publish('b'); // is not held up by the serial one
    assert.deepEqual(log, ['a1', 'a1 returns', 'b', 'b']);
    await gate.finish();
    assert.equal(await serial, 2);
    assert.equal(log.at(-1), 'a2');
  });

  test('serial in a handler waits its turn as well', async () => {
    const { bus, first } = onlookers();
    let inner;
    bus.subscribe('a', () => {
      inner = bus.publishAsync('b', 1, { serial: true });
      bus.publish('c');
    });
    bus.subscribe('b', () => Promise.reject('b'));
    bus.publish('a');
    await assert.rejects(inner, (error) => error === 'b');
    assert.deepEqual(first, ['a', 'b', 'c']);
  });

  test('that is aborted while it is in line rejects at once, and is delivered all the same', async () => {
    const { bus, last } = onlookers();
    const controller = new AbortController();
    let inner;
    bus.subscribe('a', () => {
      inner = bus.publishAsync('b', 1, controller);
      controller.abort('too late');
    });
    bus.subscribe('b', () => {
      throw 'after the abort';
    });
    bus.publish('a');
    await assert.rejects(inner, (error) => error === 'too late');
    assert.deepEqual(last, ['a', 'b']);
    assert.deepEqual(await unhandled.take(), ['after the abort']);
  });
});

describe('fifo and a mailbox', () => {
  test('a queued event reaches the mailbox in its turn', async () => {
    const { bus, first } = onlookers();
    const worker = manual();
    bus.subscribe(['a', 'b'], worker.handler, { concurrency: 1 });
    bus.subscribe('a', () => bus.publish('b', 'second'), { priority: 2 });
    bus.publish('a', 'first');
    assert.deepEqual(worker.seen, ['first']);
    await worker.finish();
    assert.deepEqual(worker.seen, ['first', 'second']);
    assert.deepEqual(first, ['a', 'b']);
    await worker.finish();
  });

  test('with async handlers and publishAsync: every event comes to everyone, in one order', async () => {
    const { bus, first, last } = onlookers();
    const work = [];
    const worker = async (topic, event) => {
      work.push(topic);
      if (event > 0) bus.publish(`${topic}.x`, event - 1); // in line behind the current one
      await settle();
      if (event > 0) await bus.publishAsync(`${topic}.y`, event - 1);
      work.push(`${topic} done`);
    };
    // Not one mailbox for all: a handler that waits for its own mailbox waits for ever.
    bus.subscribe('*', worker, { concurrency: 1 });
    bus.subscribe('*.*', worker, { concurrency: 2 });
    const results = await Promise.all([bus.publishAsync('a', 1), bus.publishAsync('b', 1)]);
    await bus.idle();
    assert.deepEqual(results, [3, 3]);
    assert.deepEqual(last, first);
    assert.equal(first.length, 6);
    assert.equal(work.length, 12);
    assert.equal(bus.stats().unfinished, 0);
  });
});

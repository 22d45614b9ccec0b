// What every kind of bus does, and what some do: see features.js.

import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { until } from '../redis/support.js';

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {import('./features.js').Feature[]} [needs]
 * @property {(make: (options?: object) => any) => Promise<void>} run
 */

/** Publishes in turn, and waits until `seen` has so many. */
async function publishAll(bus, events, seen, count = events.length) {
  for (const [topic, event] of events) await bus.publish(topic, event);
  await until(() => seen.length >= count, `${count} of ${events.length} events came`);
}

/** @type {Case[]} */
export const cases = [
  {
    name: 'a pattern gets the topics that it matches, and no others, in order',
    async run(make) {
      const bus = make();
      const seen = [];
      bus.subscribe(['tool.*', '**.failed'], (topic, event) => seen.push([topic, event]));
      const events = [
        'tool.called',
        'tool.failed',
        'a.b.failed',
        'tool.a.b',
        'failed',
        'tool.done',
      ];
      await publishAll(
        bus,
        events.map((topic, n) => [topic, { n }]),
        seen,
        4,
      );
      assert.deepEqual(seen, [
        ['tool.called', { n: 0 }],
        ['tool.failed', { n: 1 }],
        ['a.b.failed', { n: 2 }],
        ['tool.done', { n: 5 }],
      ]);
    },
  },
  {
    name: 'higher priorities go first, then the order of subscription',
    async run(make) {
      const bus = make();
      const seen = [];
      bus.subscribe('t', () => seen.push('last'), { priority: -1 });
      bus.subscribe('t', () => seen.push('second'));
      bus.subscribe('**', () => seen.push('third'));
      bus.subscribe('*', () => seen.push('first'), { priority: 1 });
      await publishAll(bus, [['t', 1]], seen, 4);
      assert.deepEqual(seen, ['first', 'second', 'third', 'last']);
    },
  },
  {
    name: 'once fires once, unsubscribe and signals end a subscription, where filters',
    async run(make) {
      const bus = make();
      const seen = [];
      const controller = new AbortController();
      bus.once('t', (_topic, n) => seen.push(`once ${n}`));
      bus.subscribe('t', (_topic, n) => seen.push(`odd ${n}`), {
        where: (_topic, n) => n % 2 === 1,
      });
      bus.subscribe('t', () => assert.fail('unsubscribed')).unsubscribe();
      bus.subscribe('t', () => assert.fail('aborted'), { signal: controller.signal });
      controller.abort();
      bus.subscribe('end', () => seen.push('end'));
      await publishAll(bus, [['t', 0], ['t', 1], ['t', 2], ['t', 3], ['end']], seen, 4);
      assert.deepEqual(seen, ['once 0', 'odd 1', 'odd 3', 'end']);
      assert.equal(bus.size, 2);
    },
  },
  {
    name: 'once without a handler is a promise of the event',
    async run(make) {
      const bus = make();
      const wait = bus.once('t', { where: (_topic, n) => n === 2 });
      for (const n of [1, 2, 3]) await bus.publish('t', n);
      assert.deepEqual(await wait, { topic: 't', event: 2 });
      await assert.rejects(bus.once('u', { timeoutMs: 1 }), { code: 'ERR_WAIT_TIMEOUT' });
    },
  },
  {
    name: 'events() iterates, in order',
    async run(make) {
      const bus = make();
      const iterator = bus.events('t');
      for (const n of [1, 2, 3]) await bus.publish('t', n);
      const seen = [];
      for await (const { event } of iterator) if (seen.push(event) === 3) break;
      assert.deepEqual(seen, [1, 2, 3]);
      assert.equal(bus.size, 0);
    },
  },
  {
    name: 'a late subscriber gets no event that was published on this bus before',
    async run(make) {
      const bus = make();
      const early = [];
      const late = [];
      bus.subscribe('t', (_topic, n) => early.push(n));
      await bus.publish('t', 1);
      await until(() => early.length === 1, 'the first came');
      bus.subscribe('t', (_topic, n) => late.push(n));
      await bus.publish('t', 2);
      await until(() => late.length === 1 && early.length === 2, 'the second came');
      assert.deepEqual([early, late], [[1, 2], [2]]);
    },
  },
  {
    name: 'an error keeps the event from nobody, and onError is told',
    async run(make) {
      const told = [];
      const bus = make({ onError: ({ message }, topic) => told.push(`${topic}: ${message}`) });
      const seen = [];
      let failures = 0;
      bus.subscribe('t', () => {
        if (failures++ === 0) throw new Error('sync');
      });
      bus.subscribe('t', (_topic, n) => seen.push(n));
      await publishAll(bus, [['t', 1]], seen);
      assert.deepEqual([seen[0], told], [1, ['t: sync']]);
    },
  },
  {
    name: 'bad topics, patterns and arguments are refused, and change nothing',
    async run(make) {
      const bus = make();
      const refusal = async (call) => call();
      for (const topic of ['', 'a.', 'a.*', '\ud800']) {
        await assert.rejects(
          refusal(() => bus.publish(topic, 1)),
          { code: 'ERR_INVALID_TOPIC' },
        );
      }
      for (const pattern of ['a*', '***', []]) {
        const code = { code: 'ERR_INVALID_PATTERN' };
        await assert.rejects(
          refusal(() => bus.subscribe(pattern, () => {})),
          code,
        );
      }
      await assert.rejects(
        refusal(() => bus.subscribe('a', 1)),
        { code: 'ERR_INVALID_ARGUMENT' },
      );
      assert.equal(bus.size, 0);
    },
  },
  {
    name: 'a closed bus refuses; its waits and iterators end',
    async run(make) {
      const bus = make();
      const wait = assert.rejects(bus.once('t'), { code: 'ERR_BUS_CLOSED' });
      const iterator = bus.events('t');
      await bus.close();
      await wait;
      assert.deepEqual(await iterator.next(), { value: undefined, done: true });
      await assert.rejects(async () => bus.publish('t', 1), { code: 'ERR_BUS_CLOSED' });
      await bus.close();
    },
  },
  {
    name: 'when publish is over, the handlers have run',
    needs: ['handlersDone'],
    async run(make) {
      const bus = make();
      let ran = 0;
      bus.subscribe('t', () => void ran++);
      await bus.publish('t', 1);
      assert.equal(ran, 1);
    },
  },
  {
    name: 'errors that nobody takes come out of publish',
    needs: ['errorsToPublisher'],
    async run(make) {
      const bus = make();
      bus.subscribe('t', () => {
        throw new Error('no budget');
      });
      await assert.rejects(async () => bus.publish('t', 1), { message: 'no budget' });
    },
  },
  {
    name: 'handlers get the very object',
    needs: ['sameObject'],
    async run(make) {
      const bus = make();
      const event = {};
      let got;
      bus.subscribe('t', (_topic, one) => {
        got = one;
      });
      await bus.publish('t', event);
      assert.equal(got, event);
    },
  },
  {
    name: 'an event may be a function, a Map, a circle',
    needs: ['anyEvent'],
    async run(make) {
      const bus = make();
      const seen = [];
      bus.subscribe('t', (_topic, event) => void seen.push(event));
      const events = [() => {}, new Map(), 10n];
      for (const event of events) await bus.publish('t', event);
      assert.deepEqual(seen, events);
    },
  },
  {
    name: 'nested: an event that a handler publishes reaches everyone at once',
    needs: ['nested'],
    async run(make) {
      const bus = make();
      const seen = [];
      bus.subscribe('outer', () => bus.publish('inner', 1));
      bus.subscribe('**', (topic) => seen.push(topic));
      await bus.publish('outer', 1);
      assert.deepEqual(seen, ['inner', 'outer']);
    },
  },
  {
    name: 'handlers run in the async context of the publisher',
    needs: ['publisherContext'],
    async run(make) {
      const bus = make();
      const storage = new AsyncLocalStorage();
      let got;
      bus.subscribe('t', () => {
        got = storage.getStore();
      });
      await storage.run('run-1', () => bus.publish('t', 1));
      assert.equal(got, 'run-1');
    },
  },
  {
    name: 'every bus of the name gets every event',
    needs: ['everyBus'],
    async run(make) {
      const [a, b] = [make(), make()];
      const seen = [];
      for (const bus of [a, b]) bus.subscribe('t', (_topic, n) => seen.push(n));
      await Promise.all([a.ready(), b.ready()]);
      await publishAll(a, [['t', 1]], seen, 2);
      assert.deepEqual(seen, [1, 1]);
    },
  },
  {
    name: 'one of several buses gets an event, and again if its handler failed',
    needs: ['sharedWork'],
    async run(make) {
      const seen = [];
      const buses = [make({ onError() {} }), make({ onError() {} })];
      for (const bus of buses) {
        bus.subscribe('t', (_topic, n) => {
          if (seen.push(n) === 1) throw new Error('once');
        });
      }
      await Promise.all(buses.map((bus) => bus.ready()));
      await publishAll(
        buses[0],
        [
          ['t', 1],
          ['t', 2],
        ],
        seen,
        3,
      );
      const [failed] = seen; // whichever member was the first
      assert.deepEqual(seen.toSorted(), [1, 2, failed].toSorted());
    },
  },
  {
    name: 'events outlive the bus that published them',
    needs: ['persistent'],
    async run(make) {
      const publisher = make();
      await publisher.publish('t', 1);
      await publisher.close();
      const seen = [];
      make({ from: 'start' }).subscribe('t', (_topic, n) => seen.push(n));
      await until(() => seen.length === 1, 'it came');
      assert.deepEqual(seen, [1]);
    },
  },
];

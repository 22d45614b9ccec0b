// Rule 9: nothing leaks. 10^6 cycles of everything that comes and goes leave things as they were
// after the first 10^5. AEB_CYCLES sets the effort.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { collectGarbage, recordUnhandled, settle } from './support.js';

recordUnhandled();
const cycles = Number(process.env.AEB_CYCLES ?? 1_000_000);
/** How much the heap may grow between two measurements for reasons of its own, such as compiled code. */
const HEAP_BYTES = 2_000_000;
const noop = () => {};

/** All memories of WebAssembly that there are; each instance of the core has one. */
const memories = new Set();
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    for (const value of Object.values(this.exports)) {
      if (value instanceof WebAssembly.Memory) memories.add(value);
    }
  }
};
const wasmBytes = () => [...memories].map(({ buffer }) => buffer.byteLength);

/** What one cycle of each kind does to a bus; `i` is unlike that of every other cycle. */
const kinds = {
  'subscribe, publish, unsubscribe': ({ bus }, i) => {
    const subscription = bus.subscribe(`s.${i}.*`, noop);
    assert.equal(bus.publish(`s.${i}.x`), 1);
    subscription.unsubscribe();
  },
  'several patterns and a dispose': ({ bus }, i) => {
    bus
      .subscribe([`p.${i}`, `**.p${i}`, `p.*.${i}.**`], noop, { priority: i % 5 })
      [Symbol.dispose]();
  },
  once: ({ bus }, i) => {
    bus.once(`o.${i}`, noop);
    assert.equal(bus.publish(`o.${i}`), 1);
  },
  'abort of a signal of its own': ({ bus }, i) => {
    const controller = new AbortController();
    bus.subscribe(`a.${i}`, noop, controller);
    controller.abort('a reason, for a default one is costly');
  },
  'unsubscribe with a signal that lives on': ({ bus, signal }, i) => {
    bus.subscribe(`l.${i}`, noop, { signal, concurrency: 1, timeoutMs: 100 }).unsubscribe();
  },
  'a mailbox that is full when it goes': ({ bus }, i) => {
    const handler = () => Promise.resolve();
    const subscription = bus.subscribe(`m.${i}.*`, handler, { concurrency: 1, maxBuffer: 2 });
    for (let event = 0; event < 3; event++) bus.publish(`m.${i}.${event}`);
    subscription.unsubscribe();
  },
  'a wait that is answered': async ({ bus, signal }, i) => {
    const wait = bus.once(`w.${i}`, { signal, timeoutMs: 100_000 });
    bus.publish(`w.${i}`);
    await wait;
  },
  'a wait that is aborted': async ({ bus }, i) => {
    const controller = new AbortController();
    const wait = bus.once(`x.${i}`, controller);
    controller.abort('enough');
    await wait.catch(noop);
  },
  'an iterator': async ({ bus, signal }, i) => {
    const iterator = bus.events(`i.${i}.*`, { signal, maxBuffer: 1 });
    for (let event = 0; event < 3; event++) bus.publish(`i.${i}.${event}`);
    for await (const _ of iterator) break;
  },
  'publishAsync with a signal that lives on': async ({ bus, signal }, i) => {
    const subscription = bus.subscribe(`y.${i}`, () => (i % 2 ? Promise.resolve() : undefined));
    await bus.publishAsync(`y.${i}`, i, { signal, serial: i % 3 === 0 });
    subscription.unsubscribe();
  },
  'refused calls': ({ bus }, i) => {
    if (i % 10 > 0) return bus.subscribe(`r.${i}`, noop).unsubscribe(); // errors are costly
    assert.throws(() => bus.subscribe([`r.${i}`, `r..${i}`], noop));
    assert.throws(() => bus.publish(`r.${i}.`));
    assert.throws(() => bus.subscribe(`r.${i}`, noop, { maxBuffer: 0 }));
  },
  'an error that onError takes': ({ bus }, i) => {
    bus.once(
      `e.${i}`,
      () => {
        throw i;
      },
      { onError: noop },
    );
    bus.publish(`e.${i}`);
  },
};

describe(`${cycles} cycles leave nothing behind`, () => {
  const names = Object.keys(kinds);
  const each = Math.ceil(cycles / names.length);
  for (const [kind, cycle] of Object.entries(kinds)) {
    test(`${each} × ${kind}`, async (t) => {
      const { signal } = new AbortController();
      const bus = new EventBus();
      const keep = bus.subscribe('kept.**', noop);
      for (let i = 0; i < 3; i++) bus.publish('kept.topic'); // in the plan cache
      const run = async (from, to) => {
        for (let i = from; i < to; i++) {
          const done = cycle({ bus, signal }, i);
          if (done !== undefined) await done;
        }
        await bus.idle();
      };
      const measure = async () => {
        await collectGarbage();
        await settle();
        await collectGarbage();
        const { size } = bus;
        const { subscriptions, coreNodes, coreSegments, coreBytes, unfinished } = bus.stats();
        const listeners = getEventListeners(signal, 'abort').length;
        const core = { coreNodes, coreSegments, coreBytes, wasm: wasmBytes() };
        return { size, subscriptions, unfinished, listeners, ...core };
      };

      const first = Math.ceil(each / 10);
      await run(0, first);
      const before = await measure();
      const heapBefore = process.memoryUsage().heapUsed;
      await run(first, each);
      const after = await measure();
      const heapAfter = process.memoryUsage().heapUsed;

      assert.deepEqual(after, before);
      assert.equal(after.size, 1);
      assert.equal(after.listeners, 0);
      // Of a million topics a few share their hash, and are taken for topics that come back.
      const { cachedTopics } = bus.stats();
      assert(cachedTopics >= 1 && cachedTopics < 50, `${cachedTopics} topics are cached`);
      const grown = heapAfter - heapBefore;
      t.diagnostic(`heap ${grown < 0 ? '' : '+'}${grown} bytes, wasm ${after.wasm} bytes`);
      assert(grown < HEAP_BYTES, `the heap has grown by ${grown} bytes`);
      assert.equal(bus.publish('kept.topic'), 1);
      assert.equal(keep.delivered, 4);
    });
  }
});

describe('what a subscription held can be collected', () => {
  /** A big object and a weak reference; only what `use` does with it keeps it. */
  const weakly = (use) => {
    let big = { bytes: new Uint8Array(1_000) };
    const weak = new WeakRef(big);
    use(big);
    big = undefined;
    return weak;
  };
  const holding = (big) => () => big.bytes.length;

  const ways = {
    'after unsubscribe, though the subscription is kept': (bus, options) => {
      const subscription = bus.subscribe('t', options.handler, options);
      bus.publish('t');
      subscription.unsubscribe();
      return subscription;
    },
    'after unsubscribe in the handler': (bus, options) => {
      const subscription = bus.subscribe('t', options.handler, options);
      bus.subscribe('t', () => subscription.unsubscribe(), { priority: 1 });
      bus.publish('t');
      return subscription;
    },
    'after a once': (bus, options) => {
      const subscription = bus.once('t', options.handler, options);
      bus.publish('t');
      return subscription;
    },
    'after an abort': (bus, options) => {
      const controller = new AbortController();
      const { signal } = controller;
      const subscription = bus.subscribe('t', options.handler, { ...options, signal });
      controller.abort();
      return [subscription, controller];
    },
    'after clear': (bus, options) => {
      const subscription = bus.subscribe('t', options.handler, options);
      bus.clear();
      return subscription;
    },
    'after close': (bus, options) => {
      const subscription = bus.subscribe('t', options.handler, options);
      bus.close();
      return subscription;
    },
    'with a mailbox': async (bus, options) => {
      const subscription = bus.subscribe('t', options.handler, { ...options, concurrency: 1 });
      await bus.publishAsync('t');
      subscription.unsubscribe();
      return subscription;
    },
  };
  for (const [way, act] of Object.entries(ways)) {
    test(way, async () => {
      const bus = new EventBus();
      // In the plan cache, which must not keep what it lists.
      for (let i = 0; i < 3; i++) bus.publish('t');
      const refs = {};
      const options = {};
      for (const name of ['handler', 'where', 'onError']) {
        refs[name] = weakly((big) => {
          options[name] = holding(big);
        });
      }
      const kept = await act(bus, { ...options });
      for (const name of Object.keys(options)) delete options[name];
      await collectGarbage();
      const held = Object.keys(refs).filter((name) => refs[name].deref() !== undefined);
      assert.deepEqual(held, []);
      assert(kept !== undefined && bus !== undefined);
    });
  }

  test('an event is not kept when it was delivered, read or discarded', async () => {
    const bus = new EventBus({ order: 'fifo' });
    const iterator = bus.events('t', { maxBuffer: 1 });
    bus.subscribe('t', () => Promise.resolve(), { concurrency: 1 });
    bus.subscribe('t', noop);
    const refs = Array.from({ length: 3 }, () => weakly((big) => bus.publish('t', big)));
    await bus.idle();
    await iterator.next();
    await collectGarbage();
    assert.deepEqual(
      refs.map((ref) => ref.deref()),
      [undefined, undefined, undefined],
    );
    assert.equal(bus.size, 3);
  });
});

describe('a bus that is dropped', () => {
  test('frees its core: ten thousand of them need no more memory than a few', async (t) => {
    const drop = () => {
      const bus = new EventBus();
      for (let i = 0; i < 20; i++) bus.subscribe(`topic.${i}.of.a.bus.that.is.never.closed`, noop);
      bus.publish('topic.1.of');
      return bus.stats().coreBytes;
    };
    const some = async () => {
      let bytes = 0;
      for (let i = 0; i < 250; i++) bytes += drop();
      await collectGarbage();
      await settle();
      return bytes;
    };
    const perRound = await some();
    const before = wasmBytes();
    for (let round = 0; round < 40; round++) await some();
    const after = wasmBytes();
    t.diagnostic(`${before} → ${after} bytes; without finalizers ${40 * perRound} more`);
    const sum = (list) => list.reduce((total, bytes) => total + bytes, 0);
    assert(sum(after) - sum(before) < 5 * perRound, `${before} → ${after}`);
  });

  test('is collected although its subscriptions have signals and its mailboxes are full', async () => {
    const controller = new AbortController();
    const weak = (() => {
      const bus = new EventBus();
      bus.subscribe('t', () => new Promise(noop), { signal: controller.signal, concurrency: 1 });
      bus.subscribe('t', noop, controller);
      for (let i = 0; i < 3; i++) bus.publish('t');
      return new WeakRef(bus);
    })();
    await collectGarbage();
    assert.equal(weak.deref(), undefined);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });

  test('that is closed gives its core back at once', () => {
    const bus = new EventBus();
    for (let i = 0; i < 1_000; i++) bus.subscribe(`t.${i}`, noop);
    assert(bus.stats().coreBytes > 10_000);
    bus.close();
    const { coreBytes, coreNodes, coreSegments, subscriptions, cachedTopics } = bus.stats();
    const left = [coreBytes, coreNodes, coreSegments, subscriptions, cachedTopics];
    assert.deepEqual(left, [0, 0, 0, 0, 0]);
  });
});

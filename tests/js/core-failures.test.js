// The core can fail at any point: each growth of its memory may be refused, each frame may be the
// last of the stack. Every call then does all of its work or none, and says which.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CoreFailedError, EventBus } from '../../js/index.js';
import { atStackEdge, withGrowth } from './core-limits.js';

const long = 'x'.repeat(60);
const noop = () => {};

/** Makes the instance in use fail, so that the next one begins with little memory. */
function loseInstance() {
  const bus = new EventBus();
  withGrowth(
    () => true,
    () =>
      assert.throws(() => {
        for (let i = 0; ; i++) bus.subscribe([`fill.${i}.${long}`, `**.${i}${long}.**`], noop);
      }, CoreFailedError),
  );
  bus.close();
}

/** A bus, and what must be true of it whatever fails: it is compared with `live` after each call. */
class Script {
  bus = new EventBus();
  live = new Map();
  called = [];
  failed = 0;

  /** What `call` returns, or undefined if the core failed and nothing has changed. */
  try(call) {
    try {
      return call();
    } catch (error) {
      if (!(error instanceof CoreFailedError)) throw error;
      this.failed++;
      return undefined;
    }
  }

  step(i) {
    const { bus, live, called } = this;
    const action = i % 8;
    if (action < 4) {
      const handler = () => called.push(i);
      const patterns = [`s.${i}.${long}`, `**.${i}.${long}.*`];
      const options = { priority: i % 3, once: action === 3 };
      const subscription = this.try(() => bus.subscribe(patterns, handler, options));
      if (subscription !== undefined) live.set(i, { subscription, once: action === 3 });
    } else if (action === 4) {
      const iterator = this.try(() => bus.events(`e.${i}.${long}`));
      if (iterator !== undefined) iterator.return();
    } else if (action === 5) {
      const [oldest] = live.keys();
      if (oldest === undefined || live.size < 200) return;
      assert.equal(live.get(oldest).subscription.unsubscribe(), true);
      live.delete(oldest);
    } else {
      this.publish([...live.keys()][(i * 7) % live.size]);
    }
    assert.equal(bus.size, live.size);
  }

  publish(i) {
    if (i === undefined) return;
    const { bus, live, called } = this;
    called.length = 0;
    const delivered = this.try(() => bus.publish(`s.${i}.${long}`));
    assert.deepEqual(called, delivered === undefined ? [] : [i]);
    if (delivered === undefined) return;
    assert.equal(delivered, 1);
    if (live.get(i).once) live.delete(i);
  }

  check() {
    const { bus, live } = this;
    const expected = [...live.values()].map(({ subscription }) => subscription);
    const byOrder = expected.sort((a, b) => b.priority - a.priority); // stable, as the bus is
    assert.deepEqual(bus.subscriptions(), byOrder);
    const failed = this.failed;
    for (const i of [...live.keys()]) this.publish(i);
    assert.equal(this.failed, failed, 'nothing fails any more');
    assert.equal(bus.size, live.size);
  }
}

const STEPS = 5_000;

describe(`${STEPS} calls, while memory may not grow`, () => {
  test('the script makes memory grow several times', () => {
    loseInstance();
    const script = new Script();
    const { growths } = withGrowth(
      () => false,
      () => {
        for (let i = 0; i < STEPS; i++) script.step(i);
      },
    );
    assert(growths >= 3, `${growths} growths`);
    assert.equal(script.failed, 0);
    script.check();
  });

  for (let k = 1; k <= 8; k++) {
    test(`every ${k === 1 ? '' : `${k}th `}growth fails: each call works or changes nothing`, (t) => {
      loseInstance();
      const script = new Script();
      const bystander = new EventBus();
      bystander.subscribe('by.*', noop);
      // Once nothing fits any more, each call makes and fills two instances in vain: not too often.
      const { growths, refused } = withGrowth(
        (growth) => growth % k === 0,
        () => {
          for (let i = 0; i < STEPS && script.failed < 20; i++) script.step(i);
        },
      );
      t.diagnostic(`${growths} growths, ${refused} refused, ${script.failed} calls failed`);
      assert(refused > 0 || growths < k);
      if (k === 1) assert(script.failed > 0);
      script.check();
      assert.equal(bystander.publish('by.standing'), 1);
    });

    test(`only growth ${k} fails: nobody notices`, () => {
      loseInstance();
      const script = new Script();
      withGrowth(
        (growth) => growth === k,
        () => {
          for (let i = 0; i < STEPS; i++) script.step(i);
        },
      );
      assert.equal(script.failed, 0);
      script.check();
    });
  }
});

describe('at the end of the stack', () => {
  /** Each gets a bus, a list for the handles that it was given, and a number of its own. */
  const actions = {
    subscribe: (bus, handles, i) => handles.push(bus.subscribe([`s.${i}`, 's.*'], noop)),
    'subscribe with everything': (bus, handles, i) => {
      const options = { where: () => true, concurrency: 1, onError: noop, priority: i % 3 };
      handles.push(bus.subscribe(`s.${i}`, noop, options));
    },
    unsubscribe: (_bus, handles) => handles[handles.length - 1]?.unsubscribe(),
    publish: (bus) => bus.publish('kept.topic'),
    'publish of a topic that is new': (bus, _handles, i) => bus.publish(`kept.${i}`),
    once: (bus, handles, i) => {
      const before = bus.size;
      const once = bus.once(`o.${i}`, noop);
      handles.push(once);
      bus.publish(`o.${i}`);
      if (once.delivered === 1) assert.equal(bus.size, before);
    },
    events: (bus, _handles, i) => {
      const iterator = bus.events(`e.${i}`);
      bus.publish(`e.${i}`);
      iterator.return();
    },
    matching: (bus) => bus.matching('kept.topic'),
    stats: (bus) => bus.stats(),
    'EventBus.matches': () => EventBus.matches('a.*', 'a.b'),
    'a refused topic': (bus) => {
      try {
        bus.publish('a..b');
      } catch (error) {
        if (error.code !== 'ERR_INVALID_TOPIC') throw error;
      }
    },
  };
  for (const [name, action] of Object.entries(actions)) {
    test(`${name}: all or nothing, and the bus is whole afterwards`, (t) => {
      const bus = new EventBus();
      const handles = [bus.subscribe('kept.*', noop), bus.subscribe('**.topic', noop)];
      for (let i = 0; i < 200; i++) handles.push(bus.subscribe(`filler.${i}`, noop));
      const kept = handles.slice(0, 2);
      const attempt = (i) => void action(bus, handles, i);
      attempt(0); // so that it is compiled
      // How many depends on what the engine compiles meanwhile; rarely it is none.
      t.diagnostic(`${atStackEdge(600, attempt)} of 600 calls ran out of stack`);

      const active = handles.filter((handle) => handle.active);
      const listed = bus.subscriptions();
      assert.equal(listed.length, bus.size);
      const unknown = listed.filter((subscription) => !active.includes(subscription));
      // A call that has failed gave its caller no handle, so it must not have subscribed anything.
      if (name !== 'events') assert.deepEqual(unknown, []);
      for (const subscription of [...unknown, ...active]) {
        if (!kept.includes(subscription)) assert.equal(subscription.unsubscribe(), true);
      }
      assert.deepEqual(bus.subscriptions(), kept);
      assert.deepEqual(bus.matching('kept.topic'), kept);
      assert.equal(bus.publish('kept.topic'), 2);
      assert.equal(bus.publish('s.1'), 0);
      assert.equal(bus.publish('o.1'), 0);
      for (let i = 0; i < 300; i += 20) assert.equal(bus.publish(`kept.${i}`), 1);
      const { coreNodes } = bus.stats();
      bus.subscribe(['x.y.z', '*.q'], noop).unsubscribe();
      assert.equal(bus.stats().coreNodes, coreNodes);
      // Depth and mailboxes are as they were.
      let depth = 0;
      bus.subscribe('deep', () => ++depth < 64 && bus.publish('deep'), { concurrency: 1 });
      bus.publish('deep');
      assert.equal(depth, 64);
    });
  }

  test('a mailbox goes on: no slot is lost, and nothing waits for ever', async () => {
    const bus = new EventBus({ onError: noop });
    let calls = 0;
    bus.subscribe('t', () => void calls++, { concurrency: 1, maxBuffer: 1_000_000 });
    const action = () => bus.publish('t');
    action();
    atStackEdge(600, action);
    const before = calls;
    assert.equal(bus.publish('t'), 1);
    assert(calls > before, 'the slot is taken for ever');
    await bus.idle({ timeoutMs: 1_000 });
  });
});

// The delivery rules where they need JavaScript: promises, thenables, what is thrown.
// Rules that both languages share are in tests/vectors/delivery.json.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { AsyncEventBus, EventBus } from '../../js/index.js';

/** Reasons of unhandled rejections, which the test runner would otherwise take for failures. */
let unhandled;
let listenersOfRunner;

beforeEach(() => {
  unhandled = [];
  listenersOfRunner = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => unhandled.push(reason));
});
afterEach(() => {
  process.removeAllListeners('unhandledRejection');
  for (const listener of listenersOfRunner) process.on('unhandledRejection', listener);
});

/** Long enough for Node to notice rejections that nobody handled. */
const settle = () => delay(5);

describe('what a handler gets', () => {
  test('the topic, the very object that was published, and its subscription', () => {
    const bus = new EventBus();
    const event = { tool: 'search' };
    const calls = [];
    const subscription = bus.subscribe('tool.*', function (...args) {
      calls.push([this, ...args]);
    });
    bus.publish('tool.called', event);
    assert.deepEqual(calls, [[undefined, 'tool.called', event, subscription]]);
    assert.equal(calls[0][2], event);
  });

  test('undefined where nothing was published but the topic', () => {
    const bus = new EventBus();
    const events = [];
    bus.subscribe('t', (_topic, event) => events.push(event));
    bus.publish('t');
    assert.deepEqual(events, [undefined]);
  });
});

describe('a subscription', () => {
  test('shows what it is where a console prints it', () => {
    const bus = new EventBus();
    const subscription = bus.subscribe('tool.*', () => {}, { priority: 3 });
    bus.publish('tool.called');
    const shown = "{ pattern: 'tool.*', priority: 3, active: true, delivered: 1 }";
    assert.equal(inspect(subscription), shown);
  });

  test('tells its pattern, priority, state and count', () => {
    const bus = new EventBus();
    const subscription = bus.subscribe('tool.*', () => {}, { priority: 3 });
    bus.publish('tool.called');
    bus.publish('tool.failed');
    bus.publish('run.started');
    assert.equal(subscription.pattern, 'tool.*');
    assert.equal(subscription.priority, 3);
    assert.equal(subscription.delivered, 2);
    assert.equal(subscription.active, true);
    assert.equal(subscription.unsubscribe(), true);
    assert.equal(subscription.unsubscribe(), false);
    assert.equal(subscription.active, false);
    assert.equal(subscription.delivered, 2);
  });

  test('keeps several patterns as a frozen copy without duplicates', () => {
    const bus = new EventBus();
    const patterns = ['a', 'b.*', 'a'];
    const subscription = bus.subscribe(patterns, () => {});
    patterns.push('c');
    assert.deepEqual(subscription.pattern, ['a', 'b.*']);
    assert(Object.isFrozen(subscription.pattern));
    assert.equal(bus.publish('c'), 0);
  });

  test('is disposable, as is the bus', () => {
    const bus = new EventBus();
    const subscription = bus.subscribe('t', () => {});
    subscription[Symbol.dispose]();
    assert.equal(bus.size, 0);
    bus[Symbol.dispose]();
    assert.throws(() => bus.publish('t'), { name: 'BusClosedError' });
  });

  test('lists in delivery order', () => {
    const bus = new EventBus();
    const low = bus.subscribe('t', () => {}, { priority: -1 });
    const first = bus.subscribe('**', () => {});
    const second = bus.subscribe('*', () => {});
    const other = bus.subscribe('u', () => {}, { priority: 9 });
    assert.deepEqual(bus.subscriptions(), [other, first, second, low]);
    assert.deepEqual(bus.matching('t'), [first, second, low]);
    assert.equal(bus.size, 4);
  });
});

describe('rule 4: errors of async handlers under publish', () => {
  test('go to the onError of the subscription, else of the bus', async () => {
    const told = [];
    const bus = new EventBus({ onError: (...args) => told.push(['bus', ...args]) });
    const own = bus.subscribe('t', async () => Promise.reject('mine'), {
      onError: (...args) => told.push(['own', ...args]),
    });
    const other = bus.subscribe('t', async () => Promise.reject('other'));
    assert.equal(bus.publish('t', 1), 2);
    await settle();
    assert.deepEqual(told, [
      ['own', 'mine', 't', 1, own],
      ['bus', 'other', 't', 1, other],
    ]);
    assert.deepEqual(unhandled, []);
  });

  test('surface as unhandled rejections with the same reason where there is no onError', async () => {
    const bus = new EventBus();
    const error = new Error('boom');
    bus.subscribe('t', () => Promise.reject(error));
    assert.equal(bus.publish('t'), 1);
    await settle();
    assert.deepEqual(unhandled, [error]);
    assert.equal(unhandled[0], error);
  });

  test('reach the onError of a once, which is unsubscribed by then', async () => {
    const told = [];
    const bus = new EventBus();
    bus.once('t', () => Promise.reject('late'), { onError: (error) => told.push(error) });
    bus.publish('t');
    await settle();
    assert.deepEqual(told, ['late']);
  });

  test('join those of an onError that throws, as an unhandled rejection', async () => {
    const bus = new EventBus();
    const onError = () => {
      throw 'worse';
    };
    bus.subscribe('t', () => Promise.reject('bad'), { onError });
    bus.publish('t');
    await settle();
    assert.equal(unhandled.length, 1);
    assert.deepEqual(unhandled[0].errors, ['bad', 'worse']);
  });
});

describe('rule 4: what is thrown', () => {
  for (const falsy of [undefined, null, 0, '', false]) {
    test(`${String(falsy) || "''"} is an error like others`, () => {
      const bus = new EventBus();
      bus.subscribe('t', () => {
        throw falsy;
      });
      let thrown = 'nothing';
      try {
        bus.publish('t');
      } catch (error) {
        thrown = error;
      }
      assert.equal(thrown, falsy);

      const told = [];
      const other = new EventBus({ onError: (error) => told.push(error) });
      other.subscribe('t', () => {
        throw falsy;
      });
      assert.equal(other.publish('t'), 1);
      assert.deepEqual(told, [falsy]);
    });
  }

  test('keeps its stack', () => {
    const bus = new EventBus();
    bus.subscribe('t', function failingHandler() {
      throw new Error('boom');
    });
    assert.throws(() => bus.publish('t'), { stack: /failingHandler/ });
  });

  test('of several, the message says how many and which', () => {
    const bus = new EventBus();
    for (const what of ['one', 'two', 'three', 'four']) {
      bus.subscribe('t', () => {
        throw new Error(what);
      });
    }
    assert.throws(() => bus.publish('t'), {
      name: 'AggregateError',
      message: '4 errors in handlers: one; two; three; and 1 more',
    });
  });

  test('of several, each is shown by no more than the beginning of its message', () => {
    const bus = new EventBus();
    for (const what of ['a', 'b']) {
      bus.subscribe('t', () => {
        throw new Error(what.repeat(1_000));
      });
    }
    assert.throws(() => bus.publish('t'), {
      message: `2 errors in handlers: ${'a'.repeat(200)}…; ${'b'.repeat(200)}…`,
    });
  });

  test('may be something that cannot be shown', () => {
    const bus = new EventBus();
    const hostile = {
      toString() {
        throw new Error('no');
      },
    };
    for (let i = 0; i < 2; i++) {
      bus.subscribe('t', () => {
        throw hostile;
      });
    }
    assert.throws(() => bus.publish('t'), { errors: [hostile, hostile] });
  });
});

describe('rule 6: publishAsync', () => {
  test('calls all handlers in one tick, in order, and waits for them', async () => {
    const bus = new EventBus();
    const steps = [];
    let letGo;
    const afterC = new Promise((resolve) => {
      letGo = resolve;
    });
    bus.subscribe('t', async () => {
      steps.push('a called');
      await afterC;
      steps.push('a done');
    });
    bus.subscribe('t', () => steps.push('b called'));
    bus.subscribe('t', async () => {
      steps.push('c called');
      await delay(1);
      steps.push('c done');
      letGo();
    });
    const promise = bus.publishAsync('t');
    assert.deepEqual(steps, ['a called', 'b called', 'c called']);
    assert.equal(await promise, 3);
    assert.deepEqual(steps.slice(3), ['c done', 'a done']);
  });

  test('of an AsyncEventBus is its publish', async () => {
    const bus = new AsyncEventBus();
    let done = false;
    bus.subscribe('t', async () => {
      await delay(1);
      done = true;
    });
    assert.equal(await bus.publish('t'), 1);
    assert(done);
    assert(bus instanceof EventBus);
  });

  test('resolves to 0 where nobody is subscribed', async () => {
    assert.equal(await new EventBus().publishAsync('t'), 0);
  });

  test('rejects after all have settled, with the errors in delivery order', async () => {
    const bus = new EventBus();
    const steps = [];
    bus.subscribe('t', async () => {
      await delay(4);
      steps.push('slow');
      throw 'first';
    });
    bus.subscribe('t', () => {
      throw 'second';
    });
    bus.subscribe('t', async () => {
      await delay(1);
      throw 'third';
    });
    await assert.rejects(bus.publishAsync('t'), (error) => {
      assert.deepEqual(error.errors, ['first', 'second', 'third']);
      return true;
    });
    assert.deepEqual(steps, ['slow']);
    await settle();
    assert.deepEqual(unhandled, []);
  });

  test('resolves where onErrors took all errors', async () => {
    const told = [];
    const bus = new EventBus({ onError: (error) => told.push(error) });
    bus.subscribe('t', () => Promise.reject('a'));
    bus.subscribe('t', () => {
      throw 'b';
    });
    assert.equal(await bus.publishAsync('t'), 2);
    assert.deepEqual(told.sort(), ['a', 'b']);
  });

  test('rejects with both errors where an onError throws', async () => {
    const bus = new EventBus({
      onError: () => {
        throw 'worse';
      },
    });
    bus.subscribe('t', () => Promise.reject('bad'));
    await assert.rejects(bus.publishAsync('t'), { errors: ['bad', 'worse'] });
  });

  test('fires a once at most once, also where publishes overlap', async () => {
    const bus = new EventBus();
    let calls = 0;
    bus.once('t', async () => {
      calls++;
      await delay(1);
    });
    assert.deepEqual(await Promise.all([bus.publishAsync('t'), bus.publishAsync('t')]), [1, 0]);
    assert.equal(calls, 1);
  });
});

describe('thenables', () => {
  test('count as promises, and their then is read once', async () => {
    const bus = new EventBus();
    let reads = 0;
    bus.subscribe('t', () => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      get then() {
        reads++;
        return (resolve) => setTimeout(resolve, 1);
      },
    }));
    assert.equal(await bus.publishAsync('t'), 1);
    assert.equal(reads, 1);
  });

  test('a then that cannot be read is the error of the handler', () => {
    const bus = new EventBus();
    bus.subscribe('t', () => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      get then() {
        throw new Error('no then');
      },
    }));
    assert.throws(() => bus.publish('t'), /no then/);
  });

  test('a then that throws rejects', async () => {
    const told = [];
    const bus = new EventBus({ onError: (error) => told.push(error) });
    bus.subscribe('t', () => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      then() {
        throw 'in then';
      },
    }));
    bus.publish('t');
    await settle();
    assert.deepEqual(told, ['in then']);
  });

  test('what only has a then property is no promise', async () => {
    const bus = new EventBus();
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    bus.subscribe('t', () => ({ then: 'soon' }));
    bus.subscribe('t', () => 7);
    assert.equal(await bus.publishAsync('t'), 2);
  });
});

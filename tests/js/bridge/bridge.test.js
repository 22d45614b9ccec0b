// A bridge carries events from bus to bus: in order, once, as far as both ends want them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { bridge, channelOf, windowChannel } from '../../../js/bridge/index.js';
import { AsyncEventBus, EventBus } from '../../../js/index.js';
import { recordUnhandled } from '../support.js';
import { ALL, cables, flush, recorded, settle, until, withoutMarks } from './support.js';

const unhandled = recordUnhandled();

/** Two buses with a bridge between them. */
function pair(t, options = ALL, others = ALL) {
  const [port1, port2] = cables(t)();
  const [here, there] = [new EventBus(), new EventBus()];
  const bridges = [bridge(here, port1, options), bridge(there, port2, others)];
  return { here, there, bridges, ports: [port1, port2] };
}

describe('what goes over', () => {
  test('events, in their order, as copies', async (t) => {
    const { here, there, bridges } = pair(t);
    const events = recorded(there);
    const sent = Array.from({ length: 100 }, (_, n) => ({
      n,
      at: new Date(n),
      of: new Map([[n, n]]),
    }));
    for (const event of sent) here.publish('tool.called', event);
    await flush(here, there);
    assert.deepEqual(
      withoutMarks(events),
      sent.map((event) => ['tool.called', event]),
    );
    assert.notEqual(events[0][1], sent[0]);
    assert.equal(bridges[0].sent, 101);
    assert.equal(bridges[1].received, 101);
    assert.equal(bridges[1].missed, 0);
  });

  test('both ways, and no event comes back', async (t) => {
    const { here, there, bridges } = pair(t);
    const [events, others] = [recorded(here), recorded(there)];
    here.publish('a', 1);
    there.publish('b', 2);
    await flush(here, there);
    await flush(there, here);
    assert.deepEqual(withoutMarks(events).sort(), [
      ['a', 1],
      ['b', 2],
    ]);
    assert.deepEqual(withoutMarks(others).sort(), [
      ['a', 1],
      ['b', 2],
    ]);
    assert.deepEqual(
      bridges.map(({ received }) => received),
      [2, 2],
    );
  });

  test('only what one end sends and the other receives', async (t) => {
    const { here, there, bridges } = pair(
      t,
      { send: ['tool.*', 'model.**', 'mark.*'] },
      { receive: ['*.called', 'model.*', 'mark.*'], send: '**' },
    );
    const [events, others] = [recorded(here), recorded(there)];
    for (const topic of ['tool.called', 'tool.failed', 'model.delta', 'run.called', 'model.a.b']) {
      here.publish(topic);
    }
    there.publish('tool.called'); // which the other end does not receive
    await flush(here, there);
    assert.deepEqual(
      withoutMarks(others).map(([topic]) => topic),
      ['tool.called', 'tool.called', 'model.delta'],
    );
    assert.equal(withoutMarks(events).length, 5);
    assert.equal(bridges[0].received, 0);
  });

  test('nothing, unless it is asked for', async (t) => {
    const { here, there, bridges } = pair(t, {}, {});
    const [events, others] = [recorded(here), recorded(there)];
    here.publish('a');
    there.publish('b');
    await settle();
    assert.deepEqual([events.length, others.length], [1, 1]);
    assert.deepEqual(
      bridges.map(({ sent, received }) => sent + received),
      [0, 0],
    );
    assert.equal(here.size, 1);
  });

  test('also to an AsyncEventBus, whose rejections are reported', async (t) => {
    const [port1, port2] = cables(t)();
    const [here, there] = [new EventBus(), new AsyncEventBus()];
    const errors = [];
    bridge(here, port1, ALL);
    bridge(there, port2, { ...ALL, onError: (error) => errors.push(error) });
    there.subscribe('a', async () => {
      throw new Error('broken');
    });
    here.publish('a');
    await flush(here, there);
    assert.deepEqual(
      errors.map(({ message }) => message),
      ['broken'],
    );
  });

  test('to a worker and back', async (t) => {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url));
    t.after(() => worker.terminate());
    const bus = new EventBus();
    const joined = bridge(bus, worker, { send: 'ask', receive: 'answer' });
    const answer = bus.once('answer');
    worker.once('online', () => {});
    await new Promise((resolve) => worker.once('message', resolve)); // its hello
    bus.publish('ask', { n: 20 });
    assert.deepEqual((await answer).event, { n: 21 });
    joined.detach();
  });

  test('over a BroadcastChannel, to everyone who listens', async (t) => {
    const name = `bridge-test-${process.pid}`;
    const buses = Array.from({ length: 4 }, () => new EventBus());
    const all = buses.map((bus) => bridge(bus, () => new BroadcastChannel(name), ALL));
    t.after(() => {
      for (const one of all) one.detach();
    });
    const events = buses.map(recorded);
    const arrived = buses.slice(1).map((bus) => bus.once('a', { timeoutMs: 5_000 }));
    buses[0].publish('a', 'x');
    await Promise.all(arrived);
    assert.deepEqual(events, Array(4).fill([['a', 'x']]));
  });
});

describe('no event goes in circles', () => {
  for (const [name, event] of [
    ['an object', () => ({ n: 1 })],
    ['a string', () => 'text'],
    ['nothing', () => undefined],
  ]) {
    test(`round a ring of five buses, ${name}`, async (t) => {
      const cable = cables(t);
      const buses = Array.from({ length: 5 }, () => new EventBus());
      const events = buses.map(recorded);
      for (const [i, bus] of buses.entries()) {
        const [port1, port2] = cable();
        bridge(bus, port1, ALL);
        bridge(buses[(i + 1) % 5], port2, ALL);
      }
      for (const [i, bus] of buses.entries()) bus.publish(`from.${i}`, event());
      await until(() => events.every((list) => list.length >= 5));
      await settle(); // whatever came twice is there by now
      const expected = ['from.0', 'from.1', 'from.2', 'from.3', 'from.4'];
      for (const list of events) assert.deepEqual(list.map(([topic]) => topic).sort(), expected);
    });
  }

  test('two cables between the same buses deliver once', async (t) => {
    const cable = cables(t);
    const [here, there] = [new EventBus(), new EventBus()];
    for (let i = 0; i < 2; i++) {
      const [port1, port2] = cable();
      bridge(here, port1, ALL);
      bridge(there, port2, ALL);
    }
    const events = recorded(there);
    for (let i = 0; i < 50; i++) here.publish('a', i);
    await flush(here, there);
    await settle();
    assert.deepEqual(
      withoutMarks(events).map(([, n]) => n),
      Array.from({ length: 50 }, (_, i) => i),
    );
  });

  test('but an answer under another topic goes back, also if it is the same object', async (t) => {
    const { here, there } = pair(t);
    there.subscribe('ping', (_, event) => there.publish('pong', event));
    const answer = here.once('pong', { timeoutMs: 5_000 });
    here.publish('ping', { n: 1 });
    assert.deepEqual((await answer).event, { n: 1 });
  });
});

describe('what goes wrong', () => {
  test('an event that cannot be copied is an error of its publish, and no gap', async (t) => {
    const { here, there, bridges } = pair(t);
    assert.throws(() => here.publish('tool.called', { run() {} }), {
      name: 'BridgeError',
      code: 'ERR_BRIDGE_SEND',
      message: /^An event of "tool.called" cannot be sent: /,
    });
    await flush(here, there);
    assert.equal(bridges[1].missed, 0);
    assert.equal(bridges[0].sent, 1);
  });

  test('or goes to onError, and everyone else gets the event', async (t) => {
    const errors = [];
    const { here } = pair(t, { ...ALL, onError: (error) => errors.push(error) });
    const events = recorded(here);
    here.publish('tool.called', () => {});
    assert.equal(events.length, 1);
    assert.deepEqual(
      errors.map(({ code, cause }) => [code, cause.name]),
      [['ERR_BRIDGE_SEND', 'DataCloneError']],
    );
  });

  test('what handlers of a received event throw is reported once, and later events come', async (t) => {
    const { here, there } = pair(t);
    there.subscribe('a', () => {
      throw new Error('broken');
    });
    here.publish('a');
    await flush(here, there);
    assert.deepEqual(
      (await unhandled.take()).map(({ message }) => message),
      ['broken'],
    );
  });

  test('messages of others on the same channel are left alone', async (t) => {
    const errors = [];
    const { here, there, ports } = pair(t, ALL, { ...ALL, onError: (error) => errors.push(error) });
    const events = recorded(there);
    for (const message of [
      undefined,
      null,
      1,
      'hello',
      [],
      {},
      { protocol: 'other/1', kind: 'event' },
    ]) {
      ports[0].postMessage(message);
    }
    await flush(here, there);
    assert.deepEqual([withoutMarks(events), errors], [[], []]);
  });

  const good = {
    protocol: 'agent-event-bus/1',
    kind: 'event',
    from: 'f',
    seq: 1,
    origin: 'o',
    id: 1,
    topic: 'a',
  };
  const bad = {
    'of no kind': { kind: 'evil' },
    'without a sender': { from: undefined },
    'with a sender that is an object': { from: {} },
    'with a sender of a megabyte': { from: 'x'.repeat(1e6) },
    'with a number that is none': { seq: Number.NaN },
    'with a number below zero': { seq: -1 },
    'with a number beyond 2^53': { seq: 2 ** 60 },
    'without an origin': { origin: '' },
    'without an id': { id: '1' },
    'without a topic': { topic: ['a'] },
    'with a topic that breaks the grammar': { topic: 'a..b' },
    'with a wildcard for a topic': { topic: '*' },
  };
  for (const [name, wrong] of Object.entries(bad)) {
    test(`a message ${name} is refused, and the next is taken`, async (t) => {
      const errors = [];
      const receive = ['a', 'mark.*', 'a.**'];
      const { here, there, ports } = pair(t, ALL, {
        receive,
        onError: (error) => errors.push(error),
      });
      const events = recorded(there);
      ports[0].postMessage({ ...good, ...wrong });
      ports[0].postMessage({ ...good, from: 'g', id: 2, event: 'good' });
      await flush(here, there);
      assert.deepEqual(withoutMarks(events), [['a', 'good']]);
      assert.deepEqual(
        errors.map(({ code }) => code),
        ['ERR_BRIDGE_MESSAGE'],
      );
    });
  }

  test('arguments that are none are refused, and nothing is subscribed', () => {
    const bus = new EventBus();
    const { port1 } = new MessageChannel();
    const cases = [
      [() => bridge({}, port1), 'ERR_INVALID_ARGUMENT'],
      [() => bridge(bus, {}), 'ERR_INVALID_ARGUMENT'],
      [() => bridge(bus, undefined), 'ERR_INVALID_ARGUMENT'],
      [() => bridge(bus, port1, { send: 7 }), 'ERR_INVALID_ARGUMENT'],
      [() => bridge(bus, port1, { onGap: 7 }), 'ERR_INVALID_ARGUMENT'],
      [() => bridge(bus, port1, { receive: 'a..b' }), 'ERR_INVALID_PATTERN'],
      [() => bridge(bus, port1, { send: ['ok', 'a*'] }), 'ERR_INVALID_PATTERN'],
      [() => bridge(bus, () => ({}), { send: '**' }), 'ERR_INVALID_ARGUMENT'],
      [() => channelOf({ window: globalThis, postMessage() {} }), 'ERR_INVALID_ARGUMENT'],
      [() => windowChannel({}, { origin: 'https://a.example' }), 'ERR_INVALID_ARGUMENT'],
    ];
    for (const origin of [
      '*',
      '/',
      'null',
      '',
      'https://a.example/',
      'a.example',
      undefined,
      'file://',
    ]) {
      cases.push([() => windowChannel({ postMessage() {} }, { origin }), 'ERR_INVALID_ARGUMENT']);
    }
    for (const [call, code] of cases) assert.throws(call, { code });
    assert.equal(bus.size, 0);
    port1.close();
  });
});

describe('the end', () => {
  test('detach ends both ways, and leaves the port open and nothing behind', async (t) => {
    const { here, there, bridges, ports } = pair(t);
    const events = recorded(there);
    bridges[0].detach();
    bridges[0][Symbol.dispose]();
    here.publish('a');
    there.publish('b');
    const messages = [];
    const arrived = new Promise((resolve) => {
      ports[1].addEventListener('message', ({ data }) => {
        messages.push(data);
        if (data === 'still open') resolve();
      });
    });
    ports[0].postMessage('still open');
    await arrived;
    assert.deepEqual(
      messages.filter(({ kind }) => kind === 'event'),
      [],
    );
    assert.deepEqual(events, [['b', undefined]]);
    assert.equal(here.size, 0);
  });

  test('a bus that is closed ends its bridges', async (t) => {
    const { here, there, bridges } = pair(t);
    there.close();
    here.publish('a', 1);
    here.publish('a', 2);
    await settle();
    assert.equal(bridges[1].received, 1); // by which it saw that the bus is closed
  });
});

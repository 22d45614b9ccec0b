// What is missed is announced: each end numbers what it sends, and compares what it gets.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bridge } from '../../../js/bridge/index.js';
import { EventBus } from '../../../js/index.js';
import { generator } from '../generator.js';
import { ALL, settle, until } from './support.js';

/** Two channels, in one thread, whose messages go over when the test says so, or get lost. */
function lossyLine() {
  const ends = [{ listeners: new Set() }, { listeners: new Set() }];
  const underWay = [];
  const channels = ends.map((_, i) => ({
    post: (message) => underWay.push({ to: ends[1 - i], message: structuredClone(message) }),
    listen(listener) {
      ends[i].listeners.add(listener);
      return () => ends[i].listeners.delete(listener);
    },
  }));
  const deliver = (isLost = () => false) => {
    for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
      if (isLost(next.message)) continue;
      for (const { onMessage } of next.to.listeners) onMessage(next.message);
    }
  };
  return { channels, deliver };
}

function pair(onGap) {
  const { channels, deliver } = lossyLine();
  const [here, there] = [new EventBus(), new EventBus()];
  const bridges = [bridge(here, channels[0], ALL), bridge(there, channels[1], { ...ALL, onGap })];
  deliver();
  return { here, there, bridges, deliver };
}

describe('a gap', () => {
  test('is told with the next event, with the number of those missed', () => {
    const gaps = [];
    const { here, bridges, deliver } = pair((gap) => gaps.push(gap));
    for (let i = 0; i < 10; i++) here.publish('a', i);
    deliver(({ seq, kind }) => kind === 'event' && seq >= 4 && seq < 9);
    assert.deepEqual(
      gaps.map(({ missed }) => missed),
      [5],
    );
    assert.equal(bridges[1].missed, 5);
    assert.equal(bridges[1].received, 5);
  });

  test('is told when a page that was hidden is shown again', async (t) => {
    const page = new EventTarget();
    const { addEventListener, removeEventListener, document } = globalThis;
    t.after(() => Object.assign(globalThis, { addEventListener, removeEventListener, document }));
    globalThis.addEventListener = page.addEventListener.bind(page);
    globalThis.removeEventListener = page.removeEventListener.bind(page);
    globalThis.document = {};

    const name = `gaps-test-${process.pid}`;
    const [here, there] = [new EventBus(), new EventBus()];
    const gaps = [];
    const shown = bridge(there, new BroadcastChannel(name), {
      ...ALL,
      onGap: (gap) => gaps.push(gap),
    });
    const other = bridge(here, () => new BroadcastChannel(name), ALL);
    t.after(() => {
      shown.detach();
      other.detach();
    });
    const publish = (count) => {
      for (let i = 0; i < count; i++) here.publish('a', i);
    };
    await until(() => {
      publish(1);
      return shown.received > 0; // so it knows of the other end
    });
    const { sent } = other;
    await until(() => shown.received === sent);

    page.dispatchEvent(new Event('pagehide'));
    publish(3);
    await settle();
    assert.equal(shown.received, sent);
    page.dispatchEvent(new Event('pageshow'));
    await until(() => gaps.length > 0);
    assert.deepEqual(
      gaps.map(({ missed }) => missed),
      [3],
    );
    publish(1);
    await until(() => shown.received === sent + 1);
    assert.equal(shown.missed, 3);
  });

  test('is none where an event was refused, or went before the other end came', () => {
    const gaps = [];
    const { channels, deliver } = lossyLine();
    const [here, there] = [new EventBus(), new EventBus()];
    bridge(here, channels[0], ALL);
    for (let i = 0; i < 5; i++) here.publish('a', i);
    deliver();
    bridge(there, channels[1], { ...ALL, onGap: (gap) => gaps.push(gap) });
    deliver();
    assert.throws(() => here.publish('a', () => {}), { code: 'ERR_BRIDGE_SEND' });
    here.publish('a', 5);
    deliver();
    assert.deepEqual(gaps, []);
  });

  test('an onGap that throws is reported, and the event is taken', () => {
    const errors = [];
    const { channels, deliver } = lossyLine();
    const [here, there] = [new EventBus(), new EventBus()];
    bridge(here, channels[0], ALL);
    const other = bridge(there, channels[1], {
      ...ALL,
      onGap: () => {
        throw new Error('broken');
      },
      onError: (error) => errors.push(error),
    });
    deliver();
    for (let i = 0; i < 3; i++) here.publish('a', i);
    deliver(({ seq }) => seq === 2);
    assert.deepEqual(
      errors.map(({ message }) => message),
      ['broken'],
    );
    assert.equal(other.received, 2);
  });
});

test('random losses: received and missed add up to what was sent', () => {
  const seed = Number(process.env.AEB_SEED ?? Date.now() % 2 ** 31);
  console.log(`AEB_SEED=${seed}`);
  const random = generator(seed);
  for (let round = 0; round < 200; round++) {
    const { here, bridges, deliver } = pair();
    const total = 1 + random(50);
    for (let i = 0; i < total; i++) {
      here.publish('a', i);
      if (random(3) === 0) deliver(({ kind }) => kind === 'event' && random(4) === 0);
    }
    deliver(({ kind }) => kind === 'event' && random(4) === 0);
    here.publish('last');
    deliver();
    assert.equal(bridges[1].received + bridges[1].missed, total + 1);
  }
});

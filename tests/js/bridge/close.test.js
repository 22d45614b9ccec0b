// The end of bridges and of connected buses: nothing is left, and nothing goes on in silence that
// cannot get anywhere.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { bridge, connectEvents } from '../../../js/bridge/index.js';
import { EventBus } from '../../../js/index.js';
import { recordUnhandled } from '../support.js';
import { ALL, until } from './support.js';

recordUnhandled();

const TOKEN = 'x'.repeat(43);

/** A channel that counts who listens. */
function countedChannel() {
  const channel = {
    listeners: 0,
    post() {},
    listen() {
      channel.listeners++;
      return () => channel.listeners--;
    },
  };
  return channel;
}

describe('a bridge', () => {
  test('of a closed bus that has several detaches like any other', () => {
    const bus = new EventBus();
    const channels = [countedChannel(), countedChannel()];
    const bridges = channels.map((channel) => bridge(bus, channel, ALL));
    bus.close();
    for (const one of bridges) one.detach();
    assert.deepEqual(
      channels.map(({ listeners }) => listeners),
      [0, 0],
    );
  });

  test('leaves a BroadcastChannel open that was handed in, and closes what a function made', (t) => {
    const name = `close-test-${process.pid}`;
    const made = [];
    const make = () => {
      const channel = new BroadcastChannel(name);
      made.push(channel);
      return channel;
    };
    t.after(() => made.forEach((channel) => void channel.close()));
    const isOpen = (channel) => {
      try {
        channel.postMessage('anything');
        return true;
      } catch {
        return false;
      }
    };
    bridge(new EventBus(), make(), ALL).detach();
    bridge(new EventBus(), make, ALL).detach();
    assert.deepEqual(made.map(isOpen), [true, false]);
  });
});

describe('a connected bus', () => {
  test('that is closed when it is told of a loss waits for nothing any more', async (t) => {
    const timers = [];
    const set = globalThis.setTimeout;
    t.mock.method(globalThis, 'setTimeout', (call, ms, ...args) => {
      const timer = set(call, ms, ...args);
      timers.push([ms, timer]);
      t.after(() => clearTimeout(timer));
      return timer;
    });
    const answer = 'id: 1.0\nevent: open\ndata: {}\n\n';
    const ui = connectEvents('http://127.0.0.1/', {
      token: TOKEN,
      minDelayMs: 1_000_000,
      maxDelayMs: 1_000_000,
      fetch: async () => new Response(answer, { headers: { 'content-type': 'text/event-stream' } }),
      onState: (state) => {
        if (state === 'connecting') ui.close();
      },
    });
    await until(() => ui.state === 'closed');
    await turn();
    const pauses = timers.filter(([ms]) => ms >= 500_000 && ms <= 1_000_000);
    assert.deepEqual(pauses, []);
  });

  test('is refused an address and a token that no request can have', () => {
    for (const [url, token] of [
      ['no address', TOKEN],
      ['ftp://127.0.0.1/', TOKEN],
      ['http://127.0.0.1/', ''],
      ['http://127.0.0.1/', 'a b'],
      ['http://127.0.0.1/', 'schlüssel'],
    ]) {
      assert.throws(() => connectEvents(url, { token }), { code: 'ERR_INVALID_ARGUMENT' }, url);
    }
    assert.throws(
      () => connectEvents('http://127.0.0.1/', { token: 'my secret' }),
      ({ message }) => !message.includes('secret'),
    );
  });

  test('gives up, and tells why, where an address has something else than events', async (t) => {
    const errors = [];
    const ui = connectEvents('http://127.0.0.1/', {
      token: TOKEN,
      minDelayMs: 1,
      fetch: async () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      onError: (error) => errors.push(error),
    });
    t.after(() => ui.close());
    await until(() => ui.state === 'closed');
    assert.deepEqual(
      errors.map(({ code, status, message }) => [code, status, message]),
      [['ERR_BRIDGE_REFUSED', 200, 'The server answers with no events, but with text/html']],
    );
  });
});

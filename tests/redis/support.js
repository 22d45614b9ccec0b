// What the tests of the bus over Redis share: both clients, buses that are closed at the end, and
// waiting for something to become true.

import assert from 'node:assert/strict';
import { RedisEventBus } from 'agent-event-bus/redis';
import Redis from 'ioredis';
import { createClient } from 'redis';

/** @type {Record<string, (url: string) => import('agent-event-bus/redis').RedisClient>} */
export const clients = {
  'node-redis': (url) => createClient({ url }),
  ioredis: (url) => new Redis(url, { lazyConnect: true }),
};

let names = 0;

/** A name that no other test of this process uses. */
export const freshName = () => `test-${process.pid}-${++names}`;

/**
 * Makes buses for one test, on a stream of its own, and closes them at its end.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} url
 * @param {object} [defaults] options of all of them
 */
export function busMaker(t, url, defaults = {}) {
  const name = freshName();
  const buses = [];
  t.after(() => Promise.all(buses.map((bus) => bus.close({ deadlineMs: 500 }))));
  return (options = {}) => {
    const { make = clients['node-redis'], ...rest } = { ...defaults, ...options };
    const quiet = { onConnection() {} };
    const bus = new RedisEventBus({ client: make(url), name, ...quiet, ...rest });
    buses.push(bus);
    return bus;
  };
}

/**
 * @param {() => unknown} condition
 * @param {string} what for the message, if it never becomes true
 * @param {number} [ms]
 */
export async function until(condition, what, ms = 15_000) {
  const deadline = performance.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    assert(performance.now() < deadline, `It did not happen within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Sends commands of its own to a server, past the bus. */
export async function admin(t, url) {
  const client = createClient({ url, RESP: 2, socket: { reconnectStrategy: () => 50 } });
  client.on('error', () => {});
  await client.connect();
  t.after(() => client.destroy());
  return (...args) => client.sendCommand(args.map(String));
}

/** The keys of a bus with the default prefix. */
export const keysFor = (name, group = '') => ({
  stream: `aeb:{${name}}:events`,
  dead: `aeb:{${name}}:dead:${group}`,
});

// Two publishers, a subscriber and a member of a group, all through a proxy, while a nemesis is at
// work. Afterwards: do they get on, how soon, and is everything there that was promised?

import { setTimeout as delay } from 'node:timers/promises';
import { RedisEventBus } from 'agent-event-bus/redis';
import { FaultProxy } from '../redis/proxy.js';
import { RedisServer } from '../redis/server.js';
import { clients, until } from '../redis/support.js';
import { plainClient, streamOf } from './stream.js';

const MAX_PENDING = 50;
const NAME = 'nemesis';
const OUTAGE_MS = 1_500;
/** Later than this, a bus counts as wedged: on a machine that is busy, too. */
const WEDGED_MS = 120_000;

/**
 * @param {{ client: string, nemesis: import('./nemeses.js').Nemesis, outageMs?: number }} options
 */
export async function underNemesis({ client, nemesis, outageMs = OUTAGE_MS }) {
  const server = await RedisServer.start({ appendonly: 'yes', appendfsync: 'always' });
  const proxy = await FaultProxy.start(server.port);
  const admin = await plainClient(server.url);
  const send = (...args) => admin.sendCommand(args);
  const field = { server, proxy, send, stream: streamOf(NAME) };
  const buses = [];
  const bus = (options) => {
    const one = new RedisEventBus({
      client: clients[client](proxy.url),
      name: NAME,
      maxPending: MAX_PENDING,
      onConnection() {},
      ...options,
    });
    buses.push(one);
    return one;
  };
  try {
    const gaps = { subscriber: 0, member: 0 };
    const seen = { subscriber: [], member: [] };
    const listen = (who, options) => {
      const one = bus({ ...options, onGap: () => gaps[who]++ });
      one.subscribe('t', (_topic, event) => seen[who].push(event));
      return one;
    };
    const listeners = [listen('subscriber', {}), listen('member', { group: 'g', leaseMs: 3_000 })];
    await Promise.all(listeners.map((one) => one.ready()));
    const writers = [bus({}), bus({})].map((one, producer) => new Writer(one, producer));
    await delay(300);
    await nemesis.begin(field);
    for (const writer of writers) writer.flood(MAX_PENDING * 2); // more than may wait
    await delay(outageMs);
    await nemesis.heal(field);
    const progressMs = await progress(writers, seen);
    await Promise.all(writers.map((writer) => writer.stop()));
    const isThere = (who) =>
      gaps[who] > 0 || !writers.some((writer) => writer.missing(seen[who]).length > 0);
    await until(() => isThere('subscriber') && isThere('member'), 'all came', WEDGED_MS).catch(
      () => {},
    );
    const missing = (who) => writers.flatMap((writer) => writer.missing(seen[who])).length;
    const sum = (of) => writers.reduce((total, writer) => total + of(writer), 0);
    return {
      nemesis: nemesis.name,
      client,
      progressMs,
      confirmed: sum((writer) => writer.confirmed.size),
      refused: sum((writer) => writer.refused),
      mostPending: Math.max(...writers.map((writer) => writer.mostPending)),
      // What is missing is lost, unless it was announced.
      lost: (gaps.subscriber ? 0 : missing('subscriber')) + (gaps.member ? 0 : missing('member')),
      missing: missing('subscriber') + missing('member'),
      gaps: gaps.subscriber + gaps.member,
      doubled: doubled(seen.subscriber),
      reordered: sum((writer) => writer.reordered(seen.subscriber)),
    };
  } finally {
    server.signal('SIGCONT');
    await Promise.all(buses.map((one) => one.close({ deadlineMs: 500 })));
    admin.destroy();
    await proxy.stop();
    await server.stop();
  }
}

/** Publishes, all the time, and remembers what became of it. */
class Writer {
  confirmed = new Set();
  refused = 0;
  mostPending = 0;
  next = 0;
  #bus;
  #producer;
  #isOn = true;
  #publishes = new Set();
  #running;

  constructor(bus, producer) {
    this.#bus = bus;
    this.#producer = producer;
    this.#running = this.#run();
  }

  publish() {
    const n = this.next++;
    const publish = this.#bus.publish('t', { producer: this.#producer, n }).then(
      () => this.confirmed.add(n),
      ({ code }) => {
        if (code === 'ERR_BACKPRESSURE') this.refused++;
      },
    );
    this.#publishes.add(publish);
    publish.finally(() => this.#publishes.delete(publish));
  }

  flood(count) {
    for (let i = 0; i < count; i++) this.publish();
    setImmediate(() => this.#look());
  }

  async stop() {
    this.#isOn = false;
    await this.#running;
    await Promise.all(this.#publishes);
  }

  /** Confirmed, and not among these. */
  missing(events) {
    const numbers = new Set(this.#own(events));
    return [...this.confirmed].filter((n) => !numbers.has(n));
  }

  reordered(events) {
    const numbers = this.#own(events);
    return numbers.filter((n, i) => i > 0 && n < numbers[i - 1]).length;
  }

  #own(events) {
    return events.filter(({ producer }) => producer === this.#producer).map(({ n }) => n);
  }

  async #run() {
    while (this.#isOn) {
      this.publish();
      this.#look();
      await delay(25);
    }
  }

  #look() {
    this.mostPending = Math.max(this.mostPending, this.#bus.stats().pending);
  }
}

/** How long until both listeners got an event of each writer that was published from now on. */
async function progress(writers, seen) {
  const start = performance.now();
  const from = writers.map((writer) => writer.next);
  const isNew = ({ producer, n }) => n >= from[producer];
  await until(
    () =>
      Object.values(seen).every((events) =>
        writers.every((_, i) => events.findLast((one) => one.producer === i && isNew(one))),
      ),
    'they get on',
    WEDGED_MS,
  ).catch(() => {});
  const ms = Math.round(performance.now() - start);
  return ms < WEDGED_MS ? ms : Number.POSITIVE_INFINITY;
}

function doubled(events) {
  return events.length - new Set(events.map(({ producer, n }) => `${producer}/${n}`)).size;
}

// Those who carry events through Redis: each makes a publisher and a subscriber that stand in two
// connections, as if they were in two processes.

import { Queue, Worker } from 'bullmq';
import { createClient } from 'redis';

const STREAM = 'bench';
const GROUP = 'g';

/**
 * @typedef {object} Channel
 * @property {(event: object) => Promise<unknown>} publish resolves when the event is stored
 * @property {() => Promise<unknown>} close
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {'fan-out' | 'group'} kind
 * @property {string} does beside carrying events
 * @property {(url: string, onEvent: (event: any) => void) => Promise<Channel>} open
 */

async function plain(url, read) {
  const connect = () =>
    createClient({ url, RESP: 2 })
      .on('error', () => {})
      .connect();
  const [writer, reader] = await Promise.all([connect(), connect()]);
  let isOpen = true;
  const reading = (async () => {
    const next = await read(reader);
    while (isOpen) await next();
  })().catch((error) => {
    if (isOpen) throw error;
  });
  await writer.sendCommand(['PING']);
  return {
    publish: (event) =>
      writer.sendCommand([
        ...['XADD', STREAM, 'MAXLEN', '~', '100000', '*'],
        ...['t', 'tool.called', 'e', JSON.stringify(event)],
      ]),
    async close() {
      isOpen = false;
      writer.destroy();
      reader.destroy();
      await reading;
    },
  };
}

const entriesOf = (reply) => (reply === null ? [] : reply[0][1]);

async function ours(url, onEvent, options) {
  const { RedisEventBus } = await import('../../dist/redis.js');
  const make = (more) =>
    new RedisEventBus({ client: createClient({ url }), name: 'bench', ...more });
  const [writer, reader] = [make({}), make(options)];
  reader.subscribe('tool.*', (_topic, event) => onEvent(event));
  await Promise.all([writer.ready(), reader.ready()]);
  return {
    publish: (event) => writer.publish('tool.called', event),
    close: () => Promise.all([writer.close(), reader.close()]),
  };
}

/** @type {Contender[]} */
export const contenders = [
  {
    name: 'node-redis, XADD and XREAD',
    kind: 'fan-out',
    does: 'nothing; the client with its defaults, of which a timer for each command is one',
    open: (url, onEvent) =>
      plain(url, async (client) => {
        let cursor = '0-0';
        return async () => {
          const reply = await client.sendCommand([
            ...['XREAD', 'COUNT', '100', 'BLOCK', '1000', 'STREAMS', STREAM, cursor],
          ]);
          for (const [id, fields] of entriesOf(reply)) {
            cursor = id;
            onEvent(JSON.parse(fields[3]));
          }
        };
      }),
  },
  {
    name: 'agent-event-bus/redis',
    kind: 'fan-out',
    does: 'deduplicates, checks the event, matches patterns, watches for gaps',
    open: (url, onEvent) => ours(url, onEvent, {}),
  },
  {
    name: 'node-redis, XADD, XREADGROUP and XACK, one at a time',
    kind: 'group',
    does: 'nothing; the client with its defaults, of which a timer for each command is one',
    open: (url, onEvent) =>
      plain(url, async (client) => {
        await client.sendCommand(['XGROUP', 'CREATE', STREAM, GROUP, '$', 'MKSTREAM']);
        return async () => {
          const reply = await client.sendCommand([
            ...['XREADGROUP', 'GROUP', GROUP, 'c', 'COUNT', '1', 'BLOCK', '1000'],
            ...['STREAMS', STREAM, '>'],
          ]);
          for (const [id, fields] of entriesOf(reply)) {
            onEvent(JSON.parse(fields[3]));
            await client.sendCommand(['XACK', STREAM, GROUP, id]);
          }
        };
      }),
  },
  {
    name: 'agent-event-bus/redis, group',
    kind: 'group',
    does: 'the same as above, leases, retries, a dead-letter stream',
    open: (url, onEvent) => ours(url, onEvent, { group: GROUP }),
  },
  {
    name: 'BullMQ',
    kind: 'group',
    does: 'locks, retries, priorities, delays, job records',
    async open(url, onEvent) {
      const { hostname: host, port } = new URL(url);
      const connection = { host, port: Number(port), maxRetriesPerRequest: null };
      const queue = new Queue(STREAM, { connection });
      const worker = new Worker(STREAM, async ({ data }) => onEvent(data), {
        connection,
        concurrency: 1,
        removeOnComplete: { count: 0 },
      });
      await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
      return {
        publish: (event) => queue.add('tool.called', event),
        close: () => Promise.all([queue.close(), worker.close()]),
      };
    },
  },
];

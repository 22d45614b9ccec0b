// An event is stored exactly between an empty answer to a reader and its next question: where readers
// that ask for "what is new" (`$`) lose it.

import { RedisEventBus } from 'agent-event-bus/redis';
import { FaultProxy } from '../redis/proxy.js';
import { RedisServer } from '../redis/server.js';
import { clients, until } from '../redis/support.js';

/** @param {{ client: string, trials: number }} sizes */
export async function pollGap({ client, trials }) {
  const server = await RedisServer.start({ hz: '100' }); // which is how exact blockMs is
  const proxy = await FaultProxy.start(server.port);
  const reader = new RedisEventBus({
    client: clients[client](proxy.url),
    name: 'gap',
    blockMs: 10,
    onConnection() {},
  });
  const writer = new RedisEventBus({ client: clients[client](server.url), name: 'gap' });
  const seen = [];
  try {
    reader.subscribe('t', (_topic, n) => seen.push(n));
    await reader.ready();
    await writer.ready();
    let stored = 0;
    proxy.onReply = async (chunk) => {
      if (chunk.toString() === '*-1\r\n' && stored < trials) await writer.publish('t', stored++);
      return chunk;
    };
    await until(() => stored === trials, 'all are stored', trials * 1_000);
    await until(() => seen.length >= trials, 'all came', 10_000).catch(() => {}); // counted below
    return {
      client,
      trials,
      lost: trials - new Set(seen).size,
      doubled: seen.length - new Set(seen).size,
    };
  } finally {
    await Promise.all([reader.close(), writer.close()]);
    await proxy.stop();
    await server.stop();
  }
}

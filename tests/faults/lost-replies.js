// The server stores an event, and its answer is lost: at every so-manieth answer the connection is
// reset in place of passing it on.

import { RedisEventBus } from 'agent-event-bus/redis';
import { FaultProxy } from '../redis/proxy.js';
import { RedisServer } from '../redis/server.js';
import { clients } from '../redis/support.js';
import { audit, eventsIn, plainClient } from './stream.js';

const CUT_EVERY = 4;
const AT_ONCE = 5;

/**
 * @param {{ client: string, events: number }} sizes
 */
export async function lostReplies({ client, events }) {
  const server = await RedisServer.start();
  const proxy = await FaultProxy.start(server.port);
  const admin = await plainClient(server.url);
  const bus = new RedisEventBus({
    client: clients[client](proxy.url),
    name: 'replies',
    maxLength: 10 ** 8,
    onConnection() {},
  });
  let answers = 0;
  let cuts = 0;
  proxy.onReply = (chunk, pair) => {
    if (!chunk.includes(':1\r\n')) return chunk; // not the answer to a publish
    if (++answers % CUT_EVERY !== 0) return chunk;
    cuts++;
    proxy.reset(pair);
    return undefined;
  };
  const confirmed = new Map([[0, new Set()]]);
  const failures = [];
  try {
    let next = 0;
    const publish = async () => {
      while (next < events) {
        const n = next++;
        await bus.publish('t', { producer: 0, n }).then(
          () => confirmed.get(0).add(n),
          (error) => failures.push(error.code),
        );
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, publish));
    const result = audit(await eventsIn(admin, 'replies'), confirmed);
    return { client, events, cuts, failed: failures.length, ...result };
  } finally {
    await bus.close();
    admin.destroy();
    await proxy.stop();
    await server.stop();
  }
}

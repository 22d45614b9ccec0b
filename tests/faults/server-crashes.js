// The server is killed again and again while eight buses publish. What a publish has confirmed must
// be there afterwards, once, and in order.

import { setTimeout as delay } from 'node:timers/promises';
import { RedisEventBus } from 'agent-event-bus/redis';
import { generator } from '../js/generator.js';
import { RedisServer } from '../redis/server.js';
import { clients } from '../redis/support.js';
import { audit, eventsIn, plainClient, streamOf } from './stream.js';

const WRITERS = 8;
/** How many publishes of a writer are under way. */
const AT_ONCE = 150;
const CYCLES_PER_AUDIT = 50;

/**
 * @param {{ cycles: number, events: number, seed: number }} sizes at least so many of both; the seed
 *   decides how long the server lives each time
 */
export async function serverCrashes({ cycles, events, seed }) {
  const below = generator(seed);
  const server = await RedisServer.start({ appendonly: 'yes', appendfsync: 'always' });
  const admin = await plainClient(server.url);
  const makers = Object.values(clients);
  const buses = Array.from({ length: WRITERS }, (_, i) => {
    const client = makers[i % makers.length](server.url);
    return new RedisEventBus({ client, name: 'crash', maxLength: 10 ** 8, onConnection() {} });
  });
  const total = {
    cycles: 0,
    confirmed: 0,
    unknown: 0,
    notStored: 0,
    lost: 0,
    doubled: 0,
    reordered: 0,
  };
  try {
    while (total.cycles < cycles || total.confirmed < events) {
      const confirmed = new Map(buses.map((_, i) => [i, new Set()]));
      let isOn = true;
      const write = async (bus, producer) => {
        let next = 0;
        const publishSome = async () => {
          while (isOn) {
            const n = next++;
            try {
              await bus.publish('t', { producer, n });
              confirmed.get(producer).add(n);
            } catch ({ code }) {
              if (code === 'ERR_UNKNOWN_OUTCOME') total.unknown++;
              else if (code === 'ERR_NOT_STORED') total.notStored++;
              else throw new Error(`No outcome of a publish: ${code}`);
            }
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, publishSome));
      };
      const writing = Promise.all(buses.map(write));
      const toDo = Math.min(CYCLES_PER_AUDIT, Math.max(1, cycles - total.cycles));
      for (let cycle = 0; cycle < toDo; cycle++, total.cycles++) {
        await delay(100 + below(250));
        await server.kill();
        await server.start();
      }
      await delay(100);
      isOn = false;
      await writing;
      const { lost, doubled, reordered } = audit(await eventsIn(admin, 'crash'), confirmed);
      total.lost += lost;
      total.doubled += doubled;
      total.reordered += reordered;
      for (const numbers of confirmed.values()) total.confirmed += numbers.size;
      await admin.sendCommand(['XTRIM', streamOf('crash'), 'MAXLEN', '0']); // what was audited
      await admin.sendCommand(['BGREWRITEAOF']); // so that restarts stay quick
    }
  } finally {
    await Promise.all(buses.map((bus) => bus.close({ deadlineMs: 1_000 })));
    admin.destroy();
    await server.stop();
  }
  return total;
}

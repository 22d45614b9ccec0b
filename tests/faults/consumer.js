// A member of a group that may end itself by a kill in the middle of its work, at one of three
// points. It writes what it does into a log, line by line.
//
//   node consumer.js <number> <seed> <url> <name> <log> <client> <chance of a kill for each event> <lease in ms>

import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { RedisEventBus } from 'agent-event-bus/redis';
import { generator } from '../js/generator.js';
import { clients } from '../redis/support.js';

const [who, seed, url, name, log, client, chance, leaseMs] = process.argv.slice(2);
const below = generator(Number(seed));
const POINTS = ['before the handler', 'behind the handler', 'behind the ack'];

const write = (what, n) =>
  appendFileSync(log, `${JSON.stringify({ what, n, who: Number(who), at: Date.now() })}\n`);

function die(point, n) {
  write(point, n);
  process.kill(process.pid, 'SIGKILL');
}

/** The point at which to die with the event that is being handled. */
let point;
let current;

/**
 * Lets the client die with the answer to a command in hand that the bus has not seen yet. With one
 * event at a time, the first command behind a handler is its ack.
 */
function trap(wire, method) {
  const send = wire[method].bind(wire);
  wire[method] = (...args) => {
    const isAck = point === POINTS[2] && current === 'handled' && args.flat().includes('EVALSHA');
    const answer = send(...args);
    if (!isAck) return answer;
    return answer.then(() => die(POINTS[2], undefined));
  };
  return wire;
}

const pattern = clients[client](url);
const duplicate = pattern.duplicate.bind(pattern);
pattern.duplicate = (overrides) =>
  trap(duplicate(overrides), client === 'ioredis' ? 'call' : 'sendCommand');

const bus = new RedisEventBus({
  client: pattern,
  name,
  group: 'g',
  leaseMs: Number(leaseMs),
  blockMs: 200,
  maxDeliveries: 1_000,
  onConnection() {},
});

const where = (_topic, n) => {
  current = undefined;
  point = below(1_000) < Number(chance) * 1_000 ? POINTS[below(3)] : undefined;
  if (point === POINTS[0]) die(point, n);
  return true;
};
const handler = async (_topic, n) => {
  write('start', n);
  await delay(20);
  write('end', n);
  if (point === POINTS[1]) die(point, n);
  current = 'handled';
};
bus.subscribe('t', handler, { where });
process.on('disconnect', () => process.exit()); // the parent is gone

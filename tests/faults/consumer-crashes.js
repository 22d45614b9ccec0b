// Members of a group are killed between read and handler, handler and ack, ack and answer. Every
// event must be handled, soon, and never by two at once.

import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RedisEventBus } from 'agent-event-bus/redis';
import { generator } from '../js/generator.js';
import { RedisServer } from '../redis/server.js';
import { clients, until } from '../redis/support.js';
import { plainClient, streamOf } from './stream.js';

/** That kill themselves; one more does not. */
const MEMBERS = 4;
const CHANCE = 2 / 3;
/** Of the seeds of members. */
const SEEDS = 2 ** 31;
/** How many events to have in stock. */
const STOCK = 20;
const LEASE_MS = 2_000;
const program = fileURLToPath(new URL('consumer.js', import.meta.url));

/**
 * @param {{ kills: number, seed: number }} sizes the seed decides which client a member has, at which
 *   of its events it dies, and where
 */
export async function consumerCrashes({ kills, seed }) {
  const below = generator(seed);
  const server = await RedisServer.start();
  const admin = await plainClient(server.url);
  const folder = mkdtempSync(join(tmpdir(), 'agent-event-bus-consumers-'));
  const log = join(folder, 'log.jsonl');
  const name = 'consumers';
  const bus = new RedisEventBus({ client: clients['node-redis'](server.url), name });
  const members = new Set();
  let started = 0;
  let deaths = 0;
  let isOver = false;
  /** What no member may do. @type {Error | undefined} */
  let failure;
  const start = (chance) => {
    const client = Object.keys(clients)[below(2)];
    const who = started++;
    const args = [who, below(SEEDS), server.url, name, log, client, chance, LEASE_MS];
    const member = fork(program, args.map(String));
    members.add(member);
    member.on('exit', (code, signal) => {
      members.delete(member);
      if (isOver) return;
      if (signal !== 'SIGKILL') failure = new Error(`A member ended by itself: ${code ?? signal}`);
      else if (++deaths + members.size - 1 < kills) start(CHANCE);
    });
  };
  try {
    await admin.sendCommand(['XGROUP', 'CREATE', streamOf(name), 'g', '0', 'MKSTREAM']);
    start(0);
    for (let i = 0; i < MEMBERS; i++) start(CHANCE);
    const group = async () => {
      const [flat] = await admin.sendCommand(['XINFO', 'GROUPS', streamOf(name)]);
      return { pending: flat[5], lag: flat[11] };
    };
    let events = 0;
    while (deaths < kills) {
      if (failure !== undefined) throw failure;
      for (let { lag } = await group(); lag < STOCK; lag++) await bus.publish('t', events++);
      await delay(20);
    }
    await until(
      async () => {
        const { pending, lag } = await group();
        return pending === 0 && lag === 0;
      },
      'everything is handled',
      60_000,
    );
    isOver = true;
    return { ...judge(readFileSync(log, 'utf8'), events), leaseMs: LEASE_MS };
  } finally {
    isOver = true;
    for (const member of members) member.kill('SIGKILL');
    await bus.close();
    admin.destroy();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} log
 * @param {number} events
 */
function judge(log, events) {
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const isDeath = ({ what }) => what !== 'start' && what !== 'end';
  const deaths = new Map(lines.filter(isDeath).map(({ who, at }) => [who, at]));
  const points = {};
  /** By event, who began it, when, and when that ended: by itself, or with its process. */
  const runs = new Map();
  /** By event, when a process died that had it. */
  const orphaned = [];
  for (const { what, n, who, at } of lines) {
    if (what === 'start') {
      const end = deaths.get(who) ?? Number.POSITIVE_INFINITY;
      const list = runs.get(n) ?? [];
      runs.set(n, list);
      list.push({ who, begin: at, end, isDone: false });
    } else if (what === 'end') {
      const run = runs.get(n).findLast((one) => one.who === who);
      Object.assign(run, { end: at, isDone: true });
    } else {
      points[what] = (points[what] ?? 0) + 1;
      if (what !== 'behind the ack') orphaned.push({ n, at });
    }
  }
  let lost = 0;
  let atOnce = 0;
  for (let n = 0; n < events; n++) {
    const list = (runs.get(n) ?? []).toSorted((a, b) => a.begin - b.begin);
    if (!list.some(({ isDone }) => isDone)) lost++;
    for (let i = 1; i < list.length; i++) if (list[i].begin < list[i - 1].end) atOnce++;
  }
  let slowestMs = 0;
  for (const { n, at } of orphaned) {
    // The next time somebody had it, be it only to die of it.
    const next = lines.find((line) => line.n === n && line.at > at && line.what !== 'end');
    if (next !== undefined) slowestMs = Math.max(slowestMs, next.at - at);
  }
  return { kills: deaths.size, events, points, lost, atOnce, slowestMs };
}

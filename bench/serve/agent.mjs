// The agent of the benchmark, in a process of its own: a bus, serveEvents(), and a loop that publishes
// and takes the time of each publish(). Asked over IPC by run.mjs: { publish: Load } answers Figures,
// { memory: true } answers bytes.
//
// Called as `node --expose-gc agent.mjs <folder of the build that is measured>`.

import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {object} Load
 * @property {number} events in all
 * @property {number} atOnce one after another, without a turn of the event loop between them
 * @property {number} everyMs from one such burst to the next
 *
 * @typedef {object} Figures nanoseconds of a publish(), and of the processor's time for one
 * @property {number} p50
 * @property {number} p99
 * @property {number} max
 * @property {number} processor of the whole process, all threads, for an event
 */

const [folder] = process.argv.slice(2);
const load = (file) => import(String(pathToFileURL(`${folder}/${file}`)));
const { EventBus } = await load('index.js');
const { serveEvents } = await load('serve.js');

const TEXT_CHARACTERS = 900;
const text = 'A tool read this line of a file, and the model is to see it. '
  .repeat(20)
  .slice(0, TEXT_CHARACTERS);

const bus = new EventBus();
const server = serveEvents(bus, { maxClients: 100, stallMs: 3_600_000 });
const { url } = await server.listen();
let published = 0;

/** About 1 KB of JSON. */
const eventOf = (n) => ({
  callId: `call-${n}`,
  runId: 'run-1',
  tool: 'read_file',
  result: text,
  latencyMs: 1.25,
});

/**
 * @param {Load} load
 * @returns {Promise<Figures>}
 */
async function publish({ events, atOnce, everyMs }) {
  global.gc();
  const times = new Float64Array(events);
  const before = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < events; ) {
    const due = start + (i / atOnce) * everyMs;
    // At the latest when it is due: a turn that took too long makes those that follow shorter.
    await delay(Math.max(0, due - performance.now()));
    for (let end = Math.min(i + atOnce, events); i < end; i++) {
      const event = eventOf(published++);
      const from = process.hrtime.bigint();
      bus.publish('tool.succeeded', event);
      times[i] = Number(process.hrtime.bigint() - from);
    }
  }
  const { user, system } = process.cpuUsage(before);
  times.sort();
  return {
    p50: times[events >> 1],
    p99: times[Math.floor(events * 0.99)],
    max: times[events - 1],
    processor: ((user + system) * 1_000) / events,
  };
}

/** Bytes, when nothing is left to collect. */
async function memory() {
  for (let i = 0; i < 3; i++) {
    await delay(20);
    global.gc();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, used: heapUsed + external };
}

process.on('message', async (/** @type {any} */ request) => {
  if (request.publish) process.send(await publish(request.publish));
  else if (request.memory) process.send(await memory());
  else process.send({ ...server.stats(), published });
});
process.on('disconnect', () => process.exit());
process.send({ url, token: server.token });

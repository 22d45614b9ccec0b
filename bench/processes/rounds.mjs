// One process: one contender in one scenario, on which nothing else has left its mark in the JIT.
//
//   node --expose-gc rounds.mjs <scenario> <entry> <seed>
//
// It waits, without using the CPU, until it is told to run for some milliseconds, and answers with
// what it did. When it is told to end, it proves that all its deliveries took place.

import { contenderOf, load } from '../contenders/index.mjs';
import { asyncHandlers, syncHandlers, verify } from '../handlers.mjs';
import { generator } from '../random.mjs';
import { scenarios } from '../scenarios/index.mjs';

/** A batch is long enough for the clock, and short enough to be over in time. */
const BATCH_MS = 2;
const MAX_BATCH = 65_536;

const [scenarioName, entryName, seed] = process.argv.slice(2);
const scenario = scenarios.find(({ name }) => name === scenarioName);
const entry = scenario.entries.find(({ name }) => name === entryName);
const contender = contenderOf(entry.contender);
const { handlers: kind = 'sync', steps = 'sync' } = scenario;
const handlers = kind === 'async' ? asyncHandlers : syncHandlers;

const bus = contender.open(await load(contender));
const { step, prepare, expected } = entry.operation(bus, {
  handler: handlers[contender.handlers],
  random: generator(Number(seed)),
});

let batch = 1;
let done = 0;

/** @param {number} count */
function repeat(count) {
  for (let i = 0; i < count; i++) step();
}

/** @param {number} count */
async function repeatAsync(count) {
  for (let i = 0; i < count; i++) await step();
}

/** @param {number} ms */
async function run(ms) {
  let operations = 0;
  let elapsed = 0;
  globalThis.gc();
  while (elapsed < ms) {
    prepare?.(batch);
    const start = performance.now();
    if (steps === 'async') await repeatAsync(batch);
    else repeat(batch);
    const took = performance.now() - start;
    elapsed += took;
    operations += batch;
    if (took < BATCH_MS && batch < MAX_BATCH) batch *= 2;
  }
  done += operations;
  return (elapsed * 1e6) / operations;
}

process.on('message', async (/** @type {{ ms?: number }} */ { ms }) => {
  if (ms === undefined) {
    verify(expected(done));
    process.disconnect();
  } else {
    process.send(await run(ms));
  }
});
process.send('ready');

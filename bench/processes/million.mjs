// One process: our bus with a million patterns.
//
//   node --expose-gc million.mjs <scenario> <entry> <seed> <count>
//
// Times are taken of ten parts of the work, each of which takes the place of a round.

import { contenderOf, load } from '../contenders/index.mjs';
import { event, syncHandlers, verify } from '../handlers.mjs';
import { generator, shuffled } from '../random.mjs';
import { agentsOf, fresh, manyPatterns } from '../topics.mjs';

const PARTS = 10;
const DELIVERIES = 2; // of a new topic: `agent.N.*.called` and `agent.N.**`

const [, entryName, seed, size] = process.argv.slice(2);
const count = Number(size);
const random = generator(Number(seed));
const contender = contenderOf(entryName);

/** The memories of all instances. @type {WebAssembly.Memory[]} */
const memories = [];
WebAssembly.Instance = class extends WebAssembly.Instance {
  /**
   * @param {WebAssembly.Module} module
   * @param {WebAssembly.Imports} imports
   */
  constructor(module, imports) {
    super(module, imports);
    for (const value of Object.values(this.exports)) {
      if (value instanceof WebAssembly.Memory) memories.push(value);
    }
  }
};

/**
 * @param {number} total
 * @param {(index: number) => void} work
 * @returns {number[]} nanoseconds for one, in each part
 */
function timeEach(total, work) {
  const part = Math.floor(total / PARTS);
  return Array.from({ length: PARTS }, (_, at) => {
    globalThis.gc();
    const start = performance.now();
    for (let i = at * part; i < (at + 1) * part; i++) work(i);
    return ((performance.now() - start) * 1e6) / part;
  });
}

const patterns = manyPatterns(count);
const topics = Array.from({ length: count / 10 }, (_, i) =>
  fresh(`agent.${random(agentsOf(count))}.tool-${i}.called`),
);
const handler = syncHandlers[contender.handlers]();
const bus = contender.open(await load(contender));
const added = new Array(count);

const subscribe = timeEach(count, (i) => {
  added[i] = bus.add(patterns[i], handler);
});
const allOfIt = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
const inUse = bus.coreBytes();
const match = timeEach(topics.length, (i) => bus.publish(topics[i], event));
const order = shuffled(added.slice(0, count), random);
const unsubscribe = timeEach(count / 5, (i) => bus.remove('', handler, order[i]));

verify({
  calls: topics.length * DELIVERIES,
  letters: topics.reduce((sum, { length }) => sum + length * DELIVERIES, 0),
});
process.send({
  'cold match': match,
  'WebAssembly memory each': allOfIt / count,
  'in use of it each': inUse / count,
  subscribe,
  unsubscribe,
});

// One process: the time and the memory of many subscriptions.
//
//   node --expose-gc subscriptions.mjs <scenario> <entry> <seed> <count>
//
// Handlers are the program's, so they are made before and kept. Patterns are made after the first
// measurement and let go before the last: they count for those who hold on to them. The library is
// imported in between, so it counts with all that it brings.
//
// The memory is the heap and what is outside of it. In Node, the memory of WebAssembly is a part of
// `external`, all of its pages, used or not, and not of `arrayBuffers`.

import { contenderOf, load } from '../contenders/index.mjs';
import { event, syncHandlers, verify } from '../handlers.mjs';
import { manyPatterns, manyTopics, matchingOfMany } from '../topics.mjs';

const [, entryName, , size] = process.argv.slice(2);
const count = Number(size);
const contender = contenderOf(entryName);

async function memory() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve)); // finalizers
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const handlers = Array.from({ length: count }, () => syncHandlers[contender.handlers]());
const before = await memory();

let patterns = manyPatterns(count);
const start = performance.now();
const bus = contender.open(await load(contender));
for (let i = 0; i < count; i++) bus.add(patterns[i], handlers[i]);
const took = performance.now() - start;

const all = new Set(patterns);
const probes = manyTopics(300);
const deliveries = probes.map((topic) =>
  contender.wildcards ? matchingOfMany(all, topic) : Number(all.has(topic)),
);
all.clear();
patterns = [];
const bytes = (await memory()) - before;

for (const topic of probes) bus.publish(topic, event);
const calls = deliveries.reduce((sum, each) => sum + each, 0);
const letters = deliveries.reduce((sum, each, i) => sum + each * probes[i].length, 0);
verify({ calls, letters });
process.send({ 'time each': (took * 1e6) / count, 'memory each': bytes / count });

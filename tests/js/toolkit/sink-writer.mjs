// A process that writes events until it is killed. Of each flush() that was acknowledged it tells the
// parent the last seq, by a line of text, once the promise is there.
//
//   node sink-writer.mjs <file> <seed>

import { writeSync } from 'node:fs';
import { EventBus } from '../../../js/index.js';
import { jsonlSink } from '../../../js/toolkit/index.js';
import { generator } from '../generator.js';

const [path, seed] = process.argv.slice(2);
const below = generator(Number(seed));
const bus = new EventBus();
const sink = jsonlSink(bus, path, { fsync: below(2) ? 'flush' : 'batch' });
await sink.flush();
writeSync(1, 'ready\n');
for (let n = 1; ; ) {
  const burst = 1 + below(200);
  for (let i = 0; i < burst; i++) bus.publish('t.u', { n: n++, pad: 'é'.repeat(below(300)) });
  if (below(3) === 0) {
    await sink.flush();
    writeSync(1, `${n - 1}\n`);
  } else {
    await new Promise(setImmediate);
  }
}

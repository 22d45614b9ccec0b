// Writes until the file may not grow any more (ulimit -f), and tells what it was told.
//
//   node sink-full.mjs <file>

import { EventBus } from '../../../js/index.js';
import { jsonlSink } from '../../../js/toolkit/index.js';

const bus = new EventBus();
let events = 0;
bus.subscribe('sink.failed', () => events++);
const sink = jsonlSink(bus, process.argv[2], { onError() {} });
let acknowledged = 0;
let code;
for (let n = 1; code === undefined; n++) {
  bus.publish('t', { n, pad: 'é'.repeat(100) });
  if (n % 7 !== 0) continue;
  await sink.flush().then(
    () => {
      acknowledged = n;
    },
    (error) => {
      code = error.code;
    },
  );
}
await sink.close().catch(() => {});
console.log(JSON.stringify({ acknowledged, code, events }));

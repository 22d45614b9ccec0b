// One process: from nothing to the first delivery, step by step.
//
//   node startup.mjs <contender>

import { contenderOf, load } from '../contenders/index.mjs';

const contender = contenderOf(process.argv[2]);
const pattern = contender.wildcards ? 'tool.*' : 'tool.called';
const again = contender.wildcards ? 'tool.failed' : 'tool.called';
let calls = 0;
const handler = (_topic, done) => {
  calls++;
  if (typeof done === 'function') done(); // mqemitter
};

const begin = performance.now();
const library = await load(contender);
const imported = performance.now();
const bus = contender.open(library);
bus.add(pattern, handler);
const publish = bus.publish ?? bus.publishAsync;
const subscribed = performance.now();
await publish('tool.called', {});
const published = performance.now();
await publish(again, {});
const end = performance.now();

if (calls !== 2) throw new Error(`${calls} calls, not 2`);
process.send([
  imported - begin,
  subscribed - imported,
  published - subscribed,
  published - begin,
  end - published,
]);

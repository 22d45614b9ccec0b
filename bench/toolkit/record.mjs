// One recorder, in this process: nanoseconds per event, from the first publish until the last event
// is recorded, by the clock and of the processor, all threads included. Called as
// `record.mjs <recorder> <events>`; answers { clock, processor }.

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../scripts/paths.mjs';
import { eventOf } from './events.mjs';
import { recorders } from './recorders.mjs';

/** Events of one turn of the event loop. */
const TURN = 64;
const WARM_UP = 20_000;

const [name, events] = process.argv.slice(2);
const recorder = recorders.find((one) => one.name === name);
const load = (file) => import(String(pathToFileURL(inRoot(`build/bench-toolkit/${file}`))));
const { EventBus } = await load('index.js');
const modules = {
  toolkit: await load('toolkit.js'),
  pino: createRequire(import.meta.url)('pino'),
};

/** @param {number} count */
async function measure(count) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-toolkit-'));
  try {
    const bus = new EventBus();
    const { finish, count: recorded } = await recorder.start(modules, bus, join(folder, 'log'));
    const list = Array.from({ length: count }, (_, i) => eventOf(i));
    const before = process.cpuUsage();
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) {
      const [topic, event] = list[i];
      bus.publish(topic, event);
      if (i % TURN === TURN - 1) await turn();
    }
    await finish();
    const took = Number(process.hrtime.bigint() - start);
    const { user, system } = process.cpuUsage(before);
    const found = await recorded();
    if (found !== count) throw new Error(`${name} recorded ${found} of ${count} events`);
    bus.close();
    return { clock: took / count, processor: ((user + system) * 1_000) / count };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await measure(Math.min(WARM_UP, Number(events)));
process.send(await measure(Number(events)));
process.disconnect();

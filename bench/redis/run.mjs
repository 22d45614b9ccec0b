// npm run bench:redis: what a bus over Redis costs beside the plain commands, and beside a queue that
// people use for the same. Writes docs/benchmarks/redis.md.
//
//   npm run bench:redis -- --events 2000    fewer events, to see that it works

import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';
import { command, say } from '../../scripts/say.mjs';
import { RedisServer } from '../../tests/redis/server.js';
import { median } from '../statistics.mjs';
import { documentOf } from './document.mjs';
import { prepare } from './prepare.mjs';

const ROUNDS = 3;
const at = process.argv.indexOf('--events');
const EVENTS = at === -1 ? 10_000 : Number(process.argv[at + 1]);

/**
 * @param {number} index of the contender
 * @returns {Promise<Record<string, number>>}
 */
async function measure(index) {
  const server = await RedisServer.start();
  try {
    const args = [String(index), server.url, String(EVENTS)];
    return await new Promise((resolve, reject) => {
      const child = fork(inRoot('bench/redis/measure.mjs'), args);
      child.on('message', resolve);
      child.on('exit', (code) => reject(new Error(`measure.mjs ended: ${code}`)));
    });
  } finally {
    await server.stop();
  }
}

await command(async () => {
  const versions = await prepare();
  const { contenders } = await import('./contenders.mjs');
  /** @type {Record<string, number>[][]} */
  const runs = contenders.map(() => []);
  // Round by round, so that what else the machine does concerns all alike.
  for (let round = 1; round <= ROUNDS; round++) {
    say(`Round ${round} of ${ROUNDS}`);
    for (const index of contenders.keys()) runs[index].push(await measure(index));
  }
  const results = contenders.map(({ name, kind, does }, index) => ({
    name,
    kind,
    does,
    ...Object.fromEntries(
      ['stored', 'handled', 'p50', 'p99'].map((figure) => [
        figure,
        median(runs[index].map((run) => run[figure])),
      ]),
    ),
  }));
  const text = documentOf({ results, versions, events: EVENTS, rounds: ROUNDS });
  console.log(text);
  if (at === -1) writeFileSync(inRoot('docs/benchmarks/redis.md'), text);
});

// npm run bench:startup: how long until the first event is delivered?

import { command } from '../scripts/say.mjs';
import { ours } from './contenders/index.mjs';
import { measureStartup, steps } from './measure-startup.mjs';
import { prepare } from './prepare.mjs';
import { fastest, median } from './statistics.mjs';

const ROUNDS = 20;

await command(async () => {
  await prepare();
  const { [ours]: times } = await measureStartup([ours], ROUNDS);
  console.log(`\nNode ${process.versions.node}, ${ROUNDS} fresh processes, milliseconds\n`);
  const line = (...[step, ...figures]) =>
    console.log(step.padEnd(56) + figures.map((text) => text.padStart(9)).join(''));
  line('', 'fastest', 'median');
  for (const [index, step] of steps.entries()) {
    line(step, fastest(times[index]).toFixed(2), median(times[index]).toFixed(2));
  }
});

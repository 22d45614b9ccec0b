// npm run bench:startup: how long until the first event is delivered?
//
// Each round is a fresh process, and the fastest rounds are the measure: noise only adds.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROUNDS = 20;
const entry = new URL('../dist/index.js', import.meta.url);

const program = `
  const begin = performance.now();
  const { EventBus } = await import(${JSON.stringify(entry.href)});
  const imported = performance.now();
  const bus = new EventBus();
  bus.subscribe('tool.*', () => {});
  const subscribed = performance.now();
  bus.publish('tool.called', {});
  const published = performance.now();
  bus.publish('tool.failed', {});
  const again = performance.now();
  console.log(JSON.stringify([
    imported - begin, subscribed - imported, published - subscribed, published - begin,
    again - published,
  ]));
`;
const steps = [
  'import',
  'new EventBus + first subscribe (compiles, instantiates)',
  'first publish',
  'all of that',
  'second publish, another topic',
];

const rounds = Array.from({ length: ROUNDS }, () => {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
  });
  return JSON.parse(stdout);
});

console.log(`Node ${process.versions.node}, ${ROUNDS} fresh processes, milliseconds\n`);
console.log(`${''.padEnd(56)}${'fastest'.padStart(9)}${'median'.padStart(9)}`);
for (const [index, step] of steps.entries()) {
  const times = rounds.map((round) => round[index]).sort((a, b) => a - b);
  const [fastest, median] = [times[0], times[ROUNDS >> 1]].map((time) =>
    time.toFixed(2).padStart(9),
  );
  console.log(step.padEnd(56) + fastest + median);
}

// npm run bench: compares the bus with direct calls and with other libraries.
//
//   npm run bench                  one run; prints the tables and writes docs/benchmarks.md
//   npm run bench -- --runs 3      three runs, one after the other, side by side in the document
//   npm run bench -- --only exact  only scenarios with that in their name or title; writes nothing
//   npm run bench -- --seed 7      other random numbers
//   npm run bench -- --report      writes the document again, from the results of the last run
//   npm run bench -- --smoke       a few seconds: does everything work? Compares and writes nothing
//   npm run bench:check            one run; fails if a ratio falls short

import { CommandError } from '../scripts/run.mjs';
import { command, say } from '../scripts/say.mjs';
import { checkCapabilities } from './capabilities.mjs';
import { libraries } from './contenders/index.mjs';
import { judgeAll } from './judge.mjs';
import { machine, versions } from './machine.mjs';
import { fullEffort, measure, smokeEffort } from './measure.mjs';
import { measureSizes } from './measure-size.mjs';
import { measureStartup } from './measure-startup.mjs';
import { options } from './options.mjs';
import { prepare } from './prepare.mjs';
import { writeDocument } from './report/document.mjs';
import { heading, printScenario, printVerdicts } from './report/terminal.mjs';
import { readResults, writeResults } from './results.mjs';
import { scenarios } from './scenarios/index.mjs';

const STARTUP_ROUNDS = 12;

/** @param {string | undefined} only */
function select(only) {
  const selected = scenarios.filter(
    ({ name, title }) => only === undefined || name.includes(only) || title.includes(only),
  );
  if (selected.length > 0) return selected;
  const known = scenarios.map(({ name }) => name).join(', ');
  throw new CommandError(`No scenario has "${only}" in its name. There are ${known}.`);
}

/**
 * @param {import('./scenarios/index.mjs').Scenario[]} selected
 * @param {number} seed
 * @param {import('./measure.mjs').Effort} effort
 * @returns {Promise<import('./results.mjs').Run>}
 */
async function measureAll(selected, seed, effort) {
  /** @type {import('./results.mjs').Run} */
  const run = {};
  for (const scenario of selected) {
    run[scenario.name] = await measure(scenario, seed, effort);
    printScenario(scenario, run[scenario.name]);
  }
  return run;
}

await command(async () => {
  const { seed, runs, only, check, smoke, report } = options();
  if (report) return writeDocument(readResults());

  const selected = select(only);
  await prepare();
  console.log(`\n${machine()}\nSeed ${seed}`);
  /** @type {import('./results.mjs').Run[]} */
  const measured = [];
  for (let run = 1; run <= runs; run++) {
    if (runs > 1) heading(`Run ${run} of ${runs}`);
    measured.push(await measureAll(selected, seed, smoke ? smokeEffort : fullEffort));
  }
  if (smoke) return say('Everything works, and everyone delivered what they should.');

  const held = printVerdicts(measured.flatMap((run) => judgeAll(selected, run)));
  if (only === undefined && !check) {
    say('Start-up, size and promises …');
    const results = {
      seed,
      machine: machine(),
      versions: versions(),
      runs: measured,
      startup: await measureStartup(
        libraries.map(({ name }) => name),
        STARTUP_ROUNDS,
      ),
      sizes: await measureSizes(),
      capabilities: await checkCapabilities(),
    };
    writeResults(results);
    writeDocument(results);
  }
  if (check && !held) process.exitCode = 1;
});

// What `npm test` runs, in this order: one stage at a time, each on all cores.

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { cmakeBuild } from './cmake.mjs';
import { inRoot } from './paths.mjs';
import { CommandError, run, show } from './run.mjs';

/**
 * @typedef {object} Stage
 * @property {string} name as in `npm test -- js`
 * @property {string} title
 * @property {(tools: Map<string, string>) => Promise<void>} run gets what setup() found; throws if
 *   anything failed
 */

const cores = availableParallelism();

/** @type {Stage[]} */
export const stages = [
  { name: 'lint', title: 'Lint and types', run: () => show(['npm', 'run', '--silent', 'lint']) },
  {
    name: 'native',
    title: 'C++: AddressSanitizer and UndefinedBehaviorSanitizer, then optimised',
    async run(tools) {
      await ctest('native-debug', tools);
      await ctest('native-release', tools);
    },
  },
  {
    name: 'fuzz',
    title: 'The parsers of the toolkit on random bytes',
    async run(tools) {
      await cmakeBuild('native-fuzz', tools.get('Clang'));
      for (const target of fuzzTargets()) await fuzz(target);
    },
  },
  // With the coverage of js/, and its limits, as .c8rc.json has them.
  {
    name: 'js',
    title: 'JavaScript',
    run: () => nodeTest(['tests/js'], { atOnce: cores, under: ['node_modules/c8/bin/c8.js'] }),
  },
  {
    name: 'redis',
    title: 'Over Redis, with faults',
    run: () => nodeTest(['tests/conformance', 'tests/redis'], { atOnce: cores }),
  },
  {
    name: 'package',
    title: 'The packed package',
    run: () => nodeTest(['tests/package'], { atOnce: cores }),
  },
  // One file at a time: a Chromium is many processes by itself.
  {
    name: 'browser',
    title: 'Headless Chromium',
    run: () => nodeTest(['tests/browser'], { atOnce: 1 }),
  },
];

/**
 * @param {string} preset
 * @param {Map<string, string>} tools
 */
async function ctest(preset, tools) {
  await cmakeBuild(preset, tools.get('C++ compiler'));
  await show(['ctest', '--preset', preset, '--parallel', `${cores}`]);
}

function fuzzTargets() {
  const [, names] = readFileSync(inRoot('tests/fuzz/CMakeLists.txt'), 'utf8').match(
    /set\(fuzz_targets\s([^)]*)\)/,
  );
  return names.trim().split(/\s+/);
}

/**
 * For AEB_FUZZ_SECONDS, 5 by default. What it finds is new each time: the corpus grows in build/fuzz,
 * where an input that breaks something is left, too. libFuzzer prints its seed if it fails.
 *
 * @param {string} target
 */
async function fuzz(target) {
  const seconds = process.env.AEB_FUZZ_SECONDS ?? '5';
  const folder = `build/fuzz/${target}`;
  mkdirSync(inRoot(folder), { recursive: true });
  await run(`fuzz-${target}`, [
    inRoot(`build/native-fuzz/tests/fuzz/${target}`),
    ...[`-max_total_time=${seconds}`, `-artifact_prefix=${folder}/`, '-rss_limit_mb=1024'],
    ...[inRoot(folder), inRoot(`tests/fuzz/seeds/${target}`)],
  ]);
  const log = readFileSync(inRoot(`build/logs/fuzz-${target}.log`), 'utf8');
  console.log(`${target}: ${log.match(/^Done .*$/m)?.[0]}, ${log.match(/^INFO: Seed: .*$/m)?.[0]}`);
}

/**
 * @param {string[]} folders
 * @param {object} options
 * @param {number} options.atOnce how many files; Node by itself would leave a core idle
 * @param {string[]} [options.under] the program of Node that runs it, with its arguments; none: Node itself
 */
async function nodeTest(folders, { atOnce, under = [] }) {
  const files = folders.flatMap(testsIn);
  const node = process.execPath;
  const options = ['--test-reporter=spec', `--test-concurrency=${atOnce}`];
  const test = [node, '--test', ...options, ...files];
  await show(under.length === 0 ? test : [node, ...under, ...test]);
}

/** @param {string} folder */
function testsIn(folder) {
  const files = readdirSync(inRoot(folder), { recursive: true })
    .filter((file) => String(file).endsWith('.test.js'))
    .map((file) => `${folder}/${file}`)
    .sort();
  // Node itself would be content with no test at all.
  if (files.length === 0) throw new CommandError(`No *.test.js in ${folder}`);
  return files;
}

// The commands. Each reads its files as a stream, so that their size does not matter, and knows the
// toolkit as any program does.

import { EventBus } from '../index.js';
import { diffSnapshots, replay, snapshot, trace } from '../toolkit/index.js';
import { paced } from '../toolkit/pace.js';
import { chunksOf, entriesOf, refusalsTo } from './files.js';
import { CliError, EXIT, safe } from './output.js';

/**
 * @typedef {import('./output.js').Output} Output
 * @typedef {import('../toolkit/index.js').LogEntry} LogEntry
 *
 * @typedef {object} Values the options, as they were given
 * @property {string[]} [pattern]
 * @property {string} [from-seq]
 * @property {string} [lines]
 * @property {boolean} [follow]
 * @property {string} [run]
 * @property {string} [speed]
 */

const DEFAULT_LINES = 10;

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} otherwise
 * @param {(number: number) => boolean} isValid
 */
function numberOf(name, text, otherwise, isValid) {
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (text.trim() === '' || !isValid(number)) {
    throw new CliError(EXIT.usage, `--${name} must be a number in its range, not ${text}`);
  }
  return number;
}

/** @param {number} number */
const isCount = (number) => Number.isSafeInteger(number) && number >= 0;

/**
 * @param {Values} values
 * @returns {(entry: LogEntry) => boolean} whether it is asked for
 */
function filterOf({ pattern, 'from-seq': from }) {
  const fromSeq = numberOf('from-seq', from, 0, isCount);
  const patterns = pattern ?? ['**'];
  try {
    for (const one of patterns) EventBus.matches(one, 'a');
  } catch (error) {
    throw new CliError(EXIT.usage, /** @type {Error} */ (error).message);
  }
  return ({ seq, topic }) => seq >= fromSeq && patterns.some((one) => EventBus.matches(one, topic));
}

/** @param {number} time milliseconds since 1970 */
function clockOf(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? `${time}` : date.toISOString().slice(11, 23);
}

/**
 * @param {Output} output
 * @param {LogEntry} entry
 */
function show(output, { seq, time, topic, event }) {
  if (output.json) return output.value({ seq, time, topic, event });
  const head = `${clockOf(time)} ${`${seq}`.padStart(6)}`;
  const name = safe(topic).padEnd(20);
  const room = Math.max(20, output.columns - head.length - name.length - 2);
  const text = safe(JSON.stringify(event));
  const style = /\.(failed|exceeded|denied)$/.test(topic) ? 'red' : 'cyan';
  const shown = text.length > room ? `${text.slice(0, room - 1)}…` : text;
  output.text(`${output.paint('gray', head)} ${output.paint(style, name)} ${shown}`);
}

/**
 * @param {Output} output
 * @param {string[]} files
 * @param {Values} values
 */
export async function tail(output, [file], values) {
  const isWanted = filterOf(values);
  const all = values['from-seq'] === undefined ? DEFAULT_LINES : Number.POSITIVE_INFINITY;
  const lines = numberOf('lines', values.lines, all, isCount);
  /** The last ones, until the end of the file has been seen. @type {LogEntry[] | undefined} */
  let last = [];
  const showLast = () => {
    for (const entry of last?.slice(-lines || last.length) ?? []) show(output, entry);
    last = undefined;
  };
  const follows = () => {
    showLast();
    return values.follow === true;
  };
  for await (const entry of entriesOf(output, file, follows)) {
    if (!isWanted(entry)) continue;
    if (last === undefined || lines === Number.POSITIVE_INFINITY) show(output, entry);
    else if (lines > 0) {
      last.push(entry);
      if (last.length > 2 * lines) last = last.slice(-lines);
    }
  }
}

/**
 * @param {Output} output
 * @param {string[]} files
 * @param {Values} values
 */
export async function stats(output, [file], values) {
  const isWanted = filterOf(values);
  /** @type {Map<string, { events: number, bytes: number }>} */
  const topics = new Map();
  let events = 0;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for await (const entry of entriesOf(output, file)) {
    if (!isWanted(entry)) continue;
    events++;
    first = Math.min(first, entry.time);
    last = Math.max(last, entry.time);
    const topic = topics.get(entry.topic) ?? { events: 0, bytes: 0 };
    topic.events++;
    topic.bytes += Buffer.byteLength(JSON.stringify(entry.event));
    topics.set(entry.topic, topic);
  }
  const seconds = events === 0 ? 0 : (last - first) / 1000;
  const sorted = [...topics].sort(
    ([a, { events: n }], [b, { events: m }]) => m - n || (a < b ? -1 : 1),
  );
  if (output.json) {
    output.value({ events, seconds, refused: output.refused, topics: Object.fromEntries(sorted) });
    return;
  }
  output.text(`${events} events in ${seconds} s, ${output.refused} lines refused`);
  if (events === 0) return;
  output.table([
    ['topic', 'events', 'bytes'],
    ...sorted.map(([topic, { events, bytes }]) => [safe(topic), `${events}`, `${bytes}`]),
  ]);
}

/**
 * A part of the toolkit that was given the events of a file.
 *
 * @template T
 * @param {Output} output
 * @param {string} file
 * @param {(bus: EventBus) => T} attach
 */
async function replayed(output, file, attach) {
  const bus = new EventBus();
  const part = attach(bus);
  await replay(chunksOf(file), bus, refusalsTo(output, file));
  return part;
}

/**
 * @param {string} file
 * @param {string | undefined} run
 */
function noSuchRun(file, run) {
  const which = run === undefined ? 'no run' : `no run ${JSON.stringify(run)}`;
  return new CliError(EXIT.file, `there is ${which} in ${file}`);
}

/**
 * @param {Output} output
 * @param {string[]} files
 * @param {Values} values
 */
export async function traceFile(output, [file], { run }) {
  const part = await replayed(output, file, (bus) => trace(bus, { maxRuns: 1_000_000 }));
  const runs = run === undefined ? part.runs() : [run];
  for (const one of runs) {
    const found = part.run(one);
    if (found === undefined) throw noSuchRun(file, one);
    if (output.json) output.value(found);
    else output.text(part.summary(one).split('\n').map(safe).join('\n'));
  }
}

/**
 * @param {Output} output
 * @param {string[]} files
 * @param {Values} values
 */
export async function diff(output, files, { run }) {
  const [a, b] = await Promise.all(
    files.map(async (file) => {
      const part = await replayed(output, file, (bus) => snapshot(bus, { maxRuns: 1_000_000 }));
      const found = part.trace(run);
      if (found === undefined) throw noSuchRun(file, run);
      return found;
    }),
  );
  const result = diffSnapshots(a, b);
  if (result.status !== 'PASSED') process.exitCode = EXIT.differ;
  if (output.json) return output.value(result);
  output.text(output.paint(result.status === 'PASSED' ? 'green' : 'red', result.status));
  for (const { path, ...sides } of result.changes) {
    output.text(`  ${safe(path)}`);
    for (const [side, sign, style] of /** @type {const} */ ([
      ['from', '-', 'red'],
      ['to', '+', 'green'],
    ])) {
      if (side in sides)
        output.text(output.paint(style, `    ${sign} ${safe(JSON.stringify(sides[side]))}`));
    }
  }
}

/**
 * @param {Output} output
 * @param {string[]} files
 * @param {Values} values
 */
export async function replayFile(output, [file], values) {
  const isWanted = filterOf(values);
  const speed = numberOf('speed', values.speed, 1, (number) => number > 0);
  async function* wanted() {
    for await (const entry of entriesOf(output, file)) if (isWanted(entry)) yield entry;
  }
  for await (const entry of paced(wanted(), speed)) show(output, entry);
}

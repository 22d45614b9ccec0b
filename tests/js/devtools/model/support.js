// What the tests of the models share: entries by hand, at random, and of real agents.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';

/** A time in 2026, in milliseconds: a multiple of all widths of intervals below a minute. */
export const T0 = 1_790_000_040_000;

/** Of fast-check; AEB_SEED repeats a run, AEB_RUNS sets the effort. */
export const seed = Number(process.env.AEB_SEED ?? Math.floor(Math.random() * 2 ** 31)) | 0;
export const parameters = { seed, numRuns: Number(process.env.AEB_RUNS ?? 300) };

/**
 * Entries from `[ms after T0, topic, event]`.
 *
 * @param {...[number, string, unknown]} events
 */
export function entries(...events) {
  return events.map(([ms, topic, event], i) => ({ seq: i + 1, time: T0 + ms, topic, event }));
}

/** The entries that a bus gets from now on, with times by `clock`. */
export function recorded(bus, clock = () => T0) {
  const all = [];
  bus.subscribe(
    '**',
    (topic, event) => {
      all.push({ seq: all.length + 1, time: clock(), topic, event });
    },
    { priority: 2 ** 31 - 1 },
  );
  return all;
}

/** The entries of examples/agent.mjs, which it does for real: it takes about a second. */
export function exampleRun() {
  const agent = fileURLToPath(new URL('../../../../examples/agent.mjs', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'devtools-'));
  try {
    const audited = join(folder, 'audited');
    mkdirSync(audited);
    for (let i = 0; i < 5; i++) writeFileSync(join(audited, `${i}.md`), 'TODO: write it\n');
    const { NODE_TEST_CONTEXT, NODE_V8_COVERAGE, NODE_OPTIONS, ...env } = process.env;
    const { status, stderr } = spawnSync(process.execPath, [agent, audited], { cwd: folder, env });
    if (status !== 0) throw new Error(`The example failed: ${stderr}`);
    const [, ...lines] = readFileSync(join(folder, 'agent-run.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    return lines.map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const TOPICS = [
  ...['run.started', 'run.completed', 'run.failed'],
  ...['agent.turn.started', 'agent.turn.completed', 'agent.turn.failed', 'agent.handoff'],
  ...['model.request', 'model.delta', 'model.response', 'model.failed'],
  ...['tool.called', 'tool.succeeded', 'tool.failed', 'tool.denied'],
  ...['budget.reserved', 'budget.committed', 'budget.released'],
  ...['budget.warning', 'budget.exceeded', 'budget.unheard'],
  ...['http.request', 'http.response', 'human.requested', 'human.resolved'],
  ...['memory.search.started', 'memory.search.failed', 'note', 'denied'],
];

/** Becomes an object of which nothing can be read; fast-check itself would read of it. */
const TRAP = 'trap';

/** What somebody may put where a text, a number or an object belongs. */
const hostile = fc.oneof(
  { arbitrary: fc.constantFrom('a', 'b', 'c', 1, 2), weight: 12 },
  fc.constantFrom(
    undefined,
    null,
    NaN,
    -1,
    Infinity,
    1e308,
    '',
    '__proto__',
    '\u0000',
    Symbol.iterator,
  ),
  fc.constant([]),
  fc.constant({ message: 'm', type: 't' }),
  fc.constant(TRAP),
);

const names = ['callId', 'runId', 'parentId', 'tool', 'model', 'agent', 'turn', 'latencyMs'];
const more = ['scope', 'axis', 'amount', 'remaining', 'used', 'limit', 'error', 'usage', 'costUsd'];

/** An event of any shape, most of them with ids that others have as well. */
const event = fc.oneof(
  {
    arbitrary: fc.dictionary(fc.constantFrom(...names, ...more), hostile, { maxKeys: 8 }),
    weight: 20,
  },
  hostile,
);

/** Up to 120 entries, in the order of their times but for some. */
export const anyEntries = fc
  .array(fc.tuple(fc.integer({ min: -50, max: 400 }), fc.constantFrom(...TOPICS), event), {
    maxLength: 120,
  })
  .map((events) => {
    let time = T0;
    return events.map(([ms, topic, event], i) => {
      time += ms;
      return { seq: i + 1, time, topic, event: armed(event) };
    });
  });

/** Cuts a list into pieces at random places. */
export const anyCuts = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 5 });

/** The pieces of a list, cut at these places. */
export function pieces(list, cuts) {
  const places = [
    0,
    ...cuts.filter((cut) => cut <= list.length).sort((a, b) => a - b),
    list.length,
  ];
  return places.slice(1).map((to, i) => list.slice(places[i], to));
}

/** With traps where they belong. */
function armed(value) {
  if (value === TRAP) return new Proxy({}, { get: fail, has: fail, ownKeys: fail });
  if (Object.getPrototypeOf(value ?? 0) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, armed(one)]));
}

function fail() {
  throw new Error('read of a hostile member');
}

// How many calls ran at each time, in as many columns as there is room for.

/**
 * @typedef {import('./span.js').Span} Span
 * @typedef {import('./meaning.js').Kind} Kind
 * @typedef {import('./span-rows.js').TimeRange} TimeRange
 *
 * @typedef {object} Overview
 * @property {Map<Kind, Float64Array>} running of each kind, by column
 * @property {number} most at a time, of all kinds together
 * @property {Uint8Array} failed 1 in columns where a call failed
 */

/** What others run in. */
const GROUPS = new Set(['run', 'turn', 'handoff']);

/**
 * @param {Iterable<Span>} roots
 * @param {TimeRange} range what the columns cover
 * @param {number} columns at least 1
 * @param {number} now where those end that are open
 * @returns {Overview}
 */
export function overviewOf(roots, range, columns, now) {
  const scale = columns / Math.max(Number.MIN_VALUE, range.to - range.from);
  /** @type {Map<Kind, Float64Array>} */
  const running = new Map();
  const failed = new Uint8Array(columns);
  const stack = [...roots];
  for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
    const { kind, start, end, outcome, children } = span;
    if (children !== undefined) for (const child of children) stack.push(child);
    const from = columnOf((start - range.from) * scale, columns);
    const to = columnOf((Math.min(end, now) - range.from) * scale, columns);
    if (outcome === 'failed') failed[to] = 1;
    if (GROUPS.has(kind)) continue;
    let changes = running.get(kind);
    if (changes === undefined) {
      changes = new Float64Array(columns + 1);
      running.set(kind, changes);
    }
    changes[from]++;
    changes[Math.max(from, to) + 1]--;
  }
  const total = new Float64Array(columns);
  for (const [kind, changes] of running) {
    for (let i = 1; i < columns; i++) changes[i] += changes[i - 1];
    running.set(kind, changes.subarray(0, columns));
    for (let i = 0; i < columns; i++) total[i] += changes[i];
  }
  return { running, most: total.reduce((most, count) => Math.max(most, count), 0), failed };
}

/**
 * @param {number} place
 * @param {number} columns
 */
function columnOf(place, columns) {
  return Math.max(0, Math.min(columns - 1, Math.floor(place)));
}

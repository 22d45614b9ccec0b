// What an event says of itself, read without trusting it: any field may be missing, of another
// type, a getter that throws, or a megabyte long.

import { show } from '../show.js';

/**
 * @typedef {'run' | 'agent' | 'model' | 'tool' | 'budget' | 'http' | 'human' | 'other'} Noun
 * @typedef {'good' | 'bad' | 'warn' | 'open' | 'none'} Outcome
 */

const NOUNS = new Set(['run', 'agent', 'model', 'tool', 'budget', 'http', 'human']);

/**
 * The last segment of a topic, and how that which it names ended.
 *
 * @type {ReadonlyMap<string, Outcome>}
 */
const OUTCOMES = new Map([
  ['failed', 'bad'],
  ['exceeded', 'bad'],
  ['denied', 'warn'],
  ['warning', 'warn'],
  ['succeeded', 'good'],
  ['completed', 'good'],
  ['response', 'good'],
  ['resolved', 'good'],
  ['called', 'open'],
  ['started', 'open'],
  ['request', 'open'],
  ['requested', 'open'],
]);

/** Of a subject or a detail, in UTF-16 units. */
const MAX_TEXT = 160;

/**
 * @param {string} topic
 * @returns {Noun} which of the colours it has
 */
export function nounOf(topic) {
  const dot = topic.indexOf('.');
  const first = dot < 0 ? topic : topic.slice(0, dot);
  return NOUNS.has(first) ? /** @type {Noun} */ (first) : 'other';
}

/**
 * @param {string} topic
 * @returns {Outcome}
 */
export function outcomeOf(topic) {
  return OUTCOMES.get(topic.slice(topic.lastIndexOf('.') + 1)) ?? 'none';
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {unknown} undefined where there is no such member, and where it cannot be read
 */
export function read(value, name) {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return /** @type {Record<string, unknown>} */ (value)[name];
  } catch {
    return undefined; // a getter, or a proxy, of somebody else: here it is as if it were not there
  }
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {string | undefined} a string that is not empty; numbers are ids, too
 */
export function readText(value, name) {
  const member = read(value, name);
  if (typeof member === 'string' && member !== '') return member;
  return typeof member === 'number' ? String(member) : undefined;
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {number | undefined} a finite number
 */
export function readNumber(value, name) {
  const member = read(value, name);
  return typeof member === 'number' && Number.isFinite(member) ? member : undefined;
}

/**
 * @param {unknown} event
 * @returns {number | undefined} of input, output and reasoning, as far as the event has them
 */
export function tokensOf(event) {
  const usage = read(event, 'usage');
  const total = readNumber(usage, 'total_tokens') ?? readNumber(usage, 'total');
  if (total !== undefined) return total;
  const [input, output] = [readNumber(usage, 'input'), readNumber(usage, 'output')];
  if (input === undefined && output === undefined) return undefined;
  return (input ?? 0) + (output ?? 0);
}

/**
 * An event in one line: whom it is about, and what of it.
 *
 * @param {string} topic
 * @param {unknown} event
 * @returns {{ subject: string, detail: string }} texts of at most 160 UTF-16 units
 */
export function summaryOf(topic, event) {
  const subject = subjectOf(nounOf(topic), event);
  return { subject: clip(subject), detail: clip(detailOf(topic, event)) };
}

/**
 * @param {Noun} noun
 * @param {unknown} event
 */
function subjectOf(noun, event) {
  const first = (/** @type {string[]} */ ...names) => {
    for (const name of names) {
      const text = readText(event, name);
      if (text !== undefined) return text;
    }
    return '';
  };
  switch (noun) {
    case 'tool':
      return first('tool', 'name');
    case 'model':
      return first('model', 'provider', 'name');
    case 'run':
      return first('name', 'agent');
    case 'agent':
      return first('agent', 'from');
    case 'budget':
      return first('scope');
    case 'http':
      return [first('method'), first('url')].join(' ').trim();
    case 'human':
      return first('kind', 'question');
    default:
      return '';
  }
}

/**
 * @param {string} topic
 * @param {unknown} event
 * @returns {string}
 */
function detailOf(topic, event) {
  const error = read(event, 'error');
  const message = typeof error === 'string' ? error : readText(error, 'message');
  if (message !== undefined) return message;
  const noun = nounOf(topic);
  if (noun === 'budget') return budgetDetail(event);
  for (const name of ['result', 'output', 'delta', 'answer', 'reason', 'status', 'args', 'input']) {
    const member = read(event, name);
    if (typeof member === 'string') return member;
    if (member !== undefined) return show(member);
  }
  if (noun === 'agent') {
    const [turn, to] = [readNumber(event, 'turn'), readText(event, 'to')];
    if (to !== undefined) return `→ ${to}`;
    if (turn !== undefined) return `turn ${turn}`;
  }
  if (noun === 'other' || noun === 'human') return event === undefined ? '' : show(event);
  return '';
}

/** @param {unknown} event */
function budgetDetail(event) {
  const axis = readText(event, 'axis') ?? '';
  const numbers = ['amount', 'used', 'attempted', 'limit', 'remaining'].flatMap((name) => {
    const value = readNumber(event, name);
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return [axis, ...numbers].join(' · ');
}

/** @param {string} text */
function clip(text) {
  const start = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
  return start.replace(/\s+/g, ' ');
}

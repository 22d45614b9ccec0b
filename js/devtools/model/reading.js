// What an event says of itself, read without trusting it: it is whatever somebody published, of any
// shape, with fields of another type, getters that throw and texts without end.

import { MAX_TEXT } from './limits.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 *
 * @typedef {object} Tokens
 * @property {number | undefined} input undefined where only the total is told
 * @property {number | undefined} output
 * @property {number} total as it is told, else the sum
 *
 * @typedef {object} ErrorText
 * @property {string} type the class of the error; 'Error' where nobody says
 * @property {string} message may be empty
 */

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
 * A name or an id. Numbers are both, too.
 *
 * @param {unknown} event
 * @param {string} name of a member
 * @returns {string} '' where it is none; at most MAX_TEXT characters
 */
export function textOf(event, name) {
  const value = read(event, name);
  return typeof value === 'number' ? String(value) : short(value);
}

/**
 * @param {unknown} event
 * @param {string} name of a member
 * @returns {number | undefined} a finite number
 */
export function numberOf(event, name) {
  const value = read(event, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/**
 * @param {unknown} event
 * @param {string} name of a member
 * @returns {number | undefined} a finite number, not below 0
 */
export function amountOf(event, name) {
  const value = numberOf(event, name);
  return value !== undefined && value >= 0 ? value : undefined;
}

/** The names that providers have for the same counts; ours come first. */
const INPUT = ['input', 'input_tokens', 'prompt_tokens', 'inputTokens', 'promptTokens'];
const OUTPUT = ['output', 'output_tokens', 'completion_tokens', 'outputTokens', 'completionTokens'];
const TOTAL = ['total', 'total_tokens', 'totalTokens'];

/**
 * The tokens in the `usage` of an event.
 *
 * @param {unknown} event
 * @returns {Tokens | undefined} undefined where it says nothing of them
 */
export function tokensOf(event) {
  const usage = read(event, 'usage');
  const [input, output, total] = [INPUT, OUTPUT, TOTAL].map((names) => firstAmount(usage, names));
  if (input === undefined && output === undefined && total === undefined) return undefined;
  return { input, output, total: total ?? (input ?? 0) + (output ?? 0) };
}

/**
 * The error in an event, as the toolkit describes it, or as a program may have left it: an Error, or
 * a text.
 *
 * @param {unknown} event
 * @returns {ErrorText}
 */
export function errorOf(event) {
  const error = read(event, 'error');
  if (typeof error === 'string') return { type: 'Error', message: short(error) };
  return {
    type: textOf(error, 'type') || textOf(error, 'name') || 'Error',
    message: textOf(error, 'message') || textOf(event, 'reason'),
  };
}

/**
 * @param {unknown} usage
 * @param {readonly string[]} names
 */
function firstAmount(usage, names) {
  for (const name of names) {
    const amount = amountOf(usage, name);
    if (amount !== undefined) return amount;
  }
  return undefined;
}

/** @param {unknown} value */
function short(value) {
  if (typeof value !== 'string') return '';
  return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT - 1)}…` : value;
}

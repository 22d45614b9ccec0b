// What the models read of events, beside what summary.js does: an event is whatever somebody
// published, of any shape, with getters that throw and texts without end.

import { read } from '../summary.js';
import { MAX_ID, MAX_TEXT } from './limits.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 *
 * @typedef {object} Tokens
 * @property {number} input
 * @property {number} output
 *
 * @typedef {object} ErrorText
 * @property {string} type the class of the error; 'Error' where nobody says
 * @property {string} message may be empty
 */

/**
 * @param {unknown} event
 * @param {string} name of a member
 * @returns {string} '' where it is no text; at most MAX_TEXT characters
 */
export function textOf(event, name) {
  return short(read(event, name), MAX_TEXT);
}

/**
 * An id. Numbers are ids, too.
 *
 * @param {unknown} event
 * @param {string} name of a member
 * @returns {string} '' where there is none; at most MAX_ID characters
 */
export function idOf(event, name) {
  const value = read(event, name);
  return typeof value === 'number' ? String(value) : short(value, MAX_ID);
}

/**
 * @param {unknown} event
 * @param {string} name of a member
 * @returns {number | undefined} a finite number, not below 0
 */
export function amountOf(event, name) {
  const value = read(event, name);
  return typeof value === 'number' && value >= 0 && value < Infinity ? value : undefined;
}

/** The names that providers have for the same counts; ours come first. */
const INPUT = ['input', 'input_tokens', 'prompt_tokens', 'inputTokens', 'promptTokens'];
const OUTPUT = ['output', 'output_tokens', 'completion_tokens', 'outputTokens', 'completionTokens'];

/**
 * The tokens in the `usage` of an event.
 *
 * @param {unknown} event
 * @returns {Tokens | undefined} undefined where it says nothing of them
 */
export function tokensOf(event) {
  const usage = read(event, 'usage');
  if (typeof usage !== 'object' || usage === null) return undefined;
  const input = firstAmount(usage, INPUT);
  const output = firstAmount(usage, OUTPUT);
  if (input === undefined && output === undefined) return undefined;
  return { input: input ?? 0, output: output ?? 0 };
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
  if (typeof error === 'string') return { type: 'Error', message: short(error, MAX_TEXT) };
  return {
    type: textOf(error, 'type') || textOf(error, 'name') || 'Error',
    message: textOf(error, 'message') || textOf(event, 'reason'),
  };
}

/**
 * @param {object} usage
 * @param {readonly string[]} names
 */
function firstAmount(usage, names) {
  for (const name of names) {
    const amount = amountOf(usage, name);
    if (amount !== undefined) return amount;
  }
  return undefined;
}

/**
 * @param {unknown} value
 * @param {number} length
 */
function short(value, length) {
  if (typeof value !== 'string') return '';
  return value.length > length ? `${value.slice(0, length - 1)}…` : value;
}

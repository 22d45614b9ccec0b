// Brings the ends of calls to their starts, as the toolkit does: by `callId`; without one, an end
// belongs to the last open call of the same tool or model. Programs number their calls in each run
// anew, so of several calls with one id that of the same run is meant.

import { textOf } from './reading.js';

/**
 * @typedef {import('./meaning.js').Meaning} Meaning
 *
 * @typedef {object} Call
 * @property {string} runId
 */

/** @template {Call} T */
export class OpenCalls {
  /** The last that began is the last. @type {Map<string, T[]>} */
  #byKey = new Map();

  /**
   * @param {string} key
   * @param {T} call
   */
  add(key, call) {
    const calls = this.#byKey.get(key);
    if (calls === undefined) this.#byKey.set(key, [call]);
    else calls.push(call);
  }

  /**
   * @param {string} key
   * @param {string} runId
   * @returns {T | undefined} the last that began in this run, else the last
   */
  find(key, runId) {
    const calls = this.#byKey.get(key);
    if (calls === undefined || calls.length === 1) return calls?.[0];
    for (let i = calls.length - 1; i >= 0; i--) {
      if (calls[i].runId === runId) return calls[i];
    }
    return calls[calls.length - 1];
  }

  /**
   * @param {string} key
   * @param {T} call
   */
  remove(key, call) {
    const calls = this.#byKey.get(key);
    if (calls === undefined) return;
    const index = calls.lastIndexOf(call);
    if (index === -1) return;
    if (calls.length === 1) this.#byKey.delete(key);
    else calls.splice(index, 1);
  }

  clear() {
    this.#byKey.clear();
  }
}

/**
 * What the start and the end of a call have in common.
 *
 * @param {Meaning} meaning
 * @param {unknown} event
 * @returns {string} '' where nothing can tell them from others: then it is no call
 */
export function callKey({ kind, noun }, event) {
  if (kind === 'run') return `run#${textOf(event, 'runId')}`;
  const id = textOf(event, 'callId') || textOf(event, 'requestId');
  if (id !== '') return `${noun}#${id}`;
  switch (kind) {
    case 'tool':
      return `tool:${textOf(event, 'tool')}`;
    case 'model':
      return `model:${textOf(event, 'model')}`;
    case 'turn':
      return `turn:${textOf(event, 'name') || textOf(event, 'agent')}`;
    case 'http':
      return `http:${textOf(event, 'method')} ${textOf(event, 'url')}`;
    default:
      return '';
  }
}

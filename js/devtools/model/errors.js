// What went wrong, each kind of it once: the same topic, class of error and message.

import { MAX_ERROR_GROUPS, MAX_SAMPLES } from './limits.js';
import { isFailure } from './meaning.js';
import { errorOf, textOf } from './reading.js';

/** @typedef {import('./reading.js').Entry} Entry */

export class ErrorGroup {
  count = 0;
  /** The first event, and the last ones, in order. @type {Entry[]} */
  samples = [];

  /**
   * @param {string} key
   * @param {Entry} entry
   */
  constructor(key, { topic, event }) {
    const { type, message } = errorOf(event);
    this.key = key;
    this.topic = topic;
    this.type = type;
    this.message = message;
  }

  get first() {
    return this.samples[0];
  }

  get last() {
    return this.samples[this.samples.length - 1];
  }

  /** @param {Entry} entry */
  add(entry) {
    this.count++;
    this.samples.push(entry);
    if (this.samples.length > MAX_SAMPLES) this.samples.splice(1, 1);
  }
}

export class Errors {
  /** The one that was seen last is the last. @type {Map<string, ErrorGroup>} */
  #groups = new Map();
  #total = 0;
  #forgotten = 0;

  /** The one that was seen last first. */
  get groups() {
    return [...this.#groups.values()].reverse();
  }

  /** How many events went wrong. */
  get total() {
    return this.#total;
  }

  /** Events of kinds that are not kept any more. */
  get forgotten() {
    return this.#forgotten;
  }

  clear() {
    this.#groups.clear();
    this.#total = 0;
    this.#forgotten = 0;
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    for (const entry of entries) {
      if (isFailure(entry.topic)) this.#addOne(entry);
    }
  }

  /** @param {Entry} entry */
  #addOne(entry) {
    const { type, message } = errorOf(entry.event);
    const key = `${entry.topic}\n${type}\n${message}`;
    const group = this.#groups.get(key) ?? new ErrorGroup(key, entry);
    group.add(entry);
    this.#total++;
    this.#groups.delete(key);
    this.#groups.set(key, group);
    if (this.#groups.size <= MAX_ERROR_GROUPS) return;
    const [oldest] = this.#groups.values();
    this.#groups.delete(oldest.key);
    this.#forgotten += oldest.count;
  }
}

/**
 * What it happened to: the tool, the model, the agent or the address.
 *
 * @param {Entry} entry
 */
export function subjectOf({ event }) {
  for (const name of ['tool', 'model', 'url', 'agent']) {
    const text = textOf(event, name);
    if (text !== '') return text;
  }
  return textOf(event, 'runId');
}

// What an agent's runs cost, and how long they took. The engine keeps the accounts: it is in
// src/toolkit/trace.h.

import { checkInteger, checkOptions } from '../arguments.js';
import { EngineObject } from './core.js';
import { attach } from './feed.js';
import { checkPartOptions } from './part-options.js';
import { setPrices } from './prices.js';
import { RUN_TOPICS } from './vocabulary.js';

const DEFAULT_MAX_RUNS = 100;
const DEFAULT_MAX_STEPS = 10_000;
const MAX_COUNT = 1_000_000;

/**
 * @param {import('./feed.js').Bus} bus
 * @param {unknown} [options]
 */
export function trace(bus, options) {
  return new Trace(bus, options);
}

class Trace {
  #engine;
  #detach;

  /**
   * @param {import('./feed.js').Bus} bus
   * @param {unknown} options
   */
  constructor(bus, options) {
    const { prices, maxRuns, maxSteps, ...rest } = /** @type {any} */ (checkOptions(options));
    const { clock, onError } = checkPartOptions(rest);
    this.#engine = new EngineObject(
      'Trace',
      checkInteger('maxRuns', maxRuns, DEFAULT_MAX_RUNS, 1, MAX_COUNT),
      checkInteger('maxSteps', maxSteps, DEFAULT_MAX_STEPS, 1, MAX_COUNT),
    );
    setPrices(this.#engine, prices);
    this.#detach = attach(bus, { onEntry: this.#onEntry, onError }, { clock });
  }

  /** @returns {string[]} */
  runs() {
    this.#engine.call('runIds');
    return JSON.parse(this.#engine.text());
  }

  /** @param {string} [runId] */
  run(runId = this.#lastRunId()) {
    if (runId === undefined || !this.#has(runId)) return undefined;
    this.#engine.call('toJson', `${runId}`);
    return JSON.parse(this.#engine.text());
  }

  toJSON() {
    return this.run() ?? null;
  }

  /** @param {string} [runId] */
  summary(runId = this.#lastRunId()) {
    if (runId === undefined || !this.#has(runId)) return '';
    this.#engine.call('summary', `${runId}`);
    return this.#engine.text();
  }

  /** @param {string} [runId] */
  report(runId) {
    if (runId === undefined) this.#engine.call('report');
    else if (!this.#has(runId)) return undefined;
    else this.#engine.call('reportOf', `${runId}`);
    return JSON.parse(this.#engine.text());
  }

  detach() {
    this.#detach();
  }

  [Symbol.dispose]() {
    this.detach();
  }

  #lastRunId() {
    return this.#engine.call('lastRunId') === 1 ? this.#engine.text() : undefined;
  }

  /** @param {string} runId */
  #has(runId) {
    return this.#engine.call('has', `${runId}`) === 1;
  }

  /** @param {import('./feed.js').Entry} entry */
  #onEntry = (entry) => {
    if (!RUN_TOPICS.has(entry.topic)) return;
    this.#engine.call('record', entry.time, entry.topic, entry.json);
  };
}

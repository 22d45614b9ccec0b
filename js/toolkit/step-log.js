// One line of JSON for each step of an agent that has ended. The engine is in
// src/toolkit/step_lines.h.

import { checkChoice, checkOptions } from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { asPromise } from '../thenable.js';
import { EngineObject } from './core.js';
import { attach, report } from './feed.js';
import { checkPartOptions } from './part-options.js';
import { setPrices } from './prices.js';
import { optionalRedactorOf } from './redactor.js';
import { STEP_TOPICS } from './vocabulary.js';

/** In the order of StepLines::Format. */
const FORMATS = /** @type {const} */ (['step-log', 'step-logger']);

/**
 * @param {import('./feed.js').Bus} bus
 * @param {unknown} sink
 * @param {unknown} [options]
 */
export function stepLog(bus, sink, options) {
  return new StepLog(bus, sink, options);
}

class StepLog {
  #engine;
  #write;
  #part;
  #detach;

  /**
   * @param {import('./feed.js').Bus} bus
   * @param {unknown} sink
   * @param {unknown} options
   */
  constructor(bus, sink, options) {
    const { format, prices, redact, ...rest } = /** @type {any} */ (checkOptions(options));
    this.#write = writerOf(sink);
    const chosen = checkChoice('format', format, FORMATS, 'step-log');
    this.#engine = new EngineObject('StepLines', FORMATS.indexOf(chosen));
    setPrices(this.#engine, prices);
    const { clock, onError } = checkPartOptions(rest);
    const redactor = optionalRedactorOf(redact);
    this.#part = { onEntry: this.#onEntry, onError, redactor };
    this.#detach = attach(bus, this.#part, { clock });
  }

  detach() {
    this.#detach();
  }

  [Symbol.dispose]() {
    this.detach();
  }

  /** @param {import('./feed.js').Entry} entry */
  #onEntry = (entry) => {
    if (!STEP_TOPICS.has(entry.topic)) return;
    if (this.#engine.call('record', entry.time, entry.topic, entry.json) === 0) return;
    const promise = asPromise(this.#write(this.#engine.text()));
    promise?.catch((error) => report(this.#part, error));
  };
}

/**
 * @param {unknown} sink
 * @returns {(line: string) => unknown}
 */
function writerOf(sink) {
  if (typeof sink === 'function') return (line) => sink(line);
  const stream = /** @type {{ write?: unknown } | null | undefined} */ (sink);
  if (typeof stream?.write === 'function') {
    const { write } = stream;
    return (line) => write.call(stream, `${line}\n`);
  }
  throw argumentTypeError('sink', 'must be a function, or have a method write', sink);
}

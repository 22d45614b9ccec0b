// What an agent did, as a trace that agentsnap takes, and what differs between two of them. The
// engine is in src/toolkit/snapshots.h and snapshot_diff.h.

import { checkBoolean, checkInteger, checkOptions } from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { callEngine, EngineObject, engineText } from './core.js';
import { attach } from './feed.js';
import { checkPartOptions } from './part-options.js';
import { RUN_TOPICS } from './vocabulary.js';

const DEFAULT_MAX_RUNS = 100;
const MAX_COUNT = 1_000_000;
/** The version of agentsnap whose traces these are. */
const AGENTSNAP = '0.1.2';

/**
 * @param {import('./feed.js').Bus} bus
 * @param {unknown} [options]
 */
export function snapshot(bus, options) {
  return new Snapshot(bus, options);
}

class Snapshot {
  #engine;
  #detach;

  /**
   * @param {import('./feed.js').Bus} bus
   * @param {unknown} options
   */
  constructor(bus, options) {
    const { captureResults, maxRuns, ...rest } = /** @type {any} */ (checkOptions(options));
    const { clock, onError } = checkPartOptions(rest);
    this.#engine = new EngineObject(
      'Snapshots',
      checkInteger('maxRuns', maxRuns, DEFAULT_MAX_RUNS, 1, MAX_COUNT),
      checkBoolean('captureResults', captureResults, false) ? 1 : 0,
    );
    this.#detach = attach(bus, { onEntry: this.#onEntry, onError }, { clock });
  }

  /** @param {string} [runId] */
  trace(runId = this.#lastRunId()) {
    if (runId === undefined) return undefined;
    this.#engine.call('toJson', `${runId}`, JSON.stringify(fingerprint()));
    return JSON.parse(this.#engine.text()) ?? undefined;
  }

  toJSON() {
    return this.trace() ?? null;
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

  /** @param {import('./feed.js').Entry} entry */
  #onEntry = (entry) => {
    if (!RUN_TOPICS.has(entry.topic)) return;
    this.#engine.call('record', entry.time, entry.topic, entry.json);
  };
}

/** What recorded a trace. No differ looks at it. */
function fingerprint() {
  const { process } = /** @type {{ process?: { version?: string } }} */ (globalThis);
  return { node: process?.version ?? 'none', agentsnap: AGENTSNAP };
}

/**
 * @param {unknown} baseline
 * @param {unknown} current
 */
export function diffSnapshots(baseline, current) {
  const texts = [textOf('baseline', baseline), textOf('current', current)];
  const failed = callEngine('Snapshots', 'diff', ...texts) !== 0;
  const text = engineText();
  if (!failed) return JSON.parse(text);
  throw Object.assign(new TypeError(`diffSnapshots: ${text}`), { code: 'ERR_INVALID_ARGUMENT' });
}

/**
 * @param {string} name
 * @param {unknown} trace an object, what has toJSON, or JSON
 */
function textOf(name, trace) {
  if (typeof trace === 'string') return trace;
  const rule = 'must be a trace, or its JSON';
  if (typeof trace !== 'object' || trace === null) throw argumentTypeError(name, rule, trace);
  try {
    return JSON.stringify(trace) ?? 'null';
  } catch (cause) {
    throw Object.assign(argumentTypeError(name, rule, trace), { cause });
  }
}

// Publishes again what a log has, in its order, at its pace or any other.

import { checkInteger, checkOptions, checkSignal } from '../arguments.js';
import { argumentRangeError, argumentTypeError } from '../errors.js';
import { EventLog } from './event-log.js';
import { publishAt } from './feed.js';
import { readLog } from './log-reader.js';
import { topicFilter } from './topic-filter.js';

/** @typedef {import('./log-reader.js').LogEntry} LogEntry */

/** Events after which others get their turn. */
const TURN = 1_024;

/** @param {unknown} speed */
function checkSpeed(speed) {
  if (speed === undefined) return Number.POSITIVE_INFINITY;
  if (typeof speed !== 'number') throw argumentTypeError('speed', 'must be a number', speed);
  if (!(speed > 0)) throw argumentRangeError('speed', 'must be above 0', speed);
  return speed;
}

/**
 * @param {unknown} source
 * @param {import('./feed.js').Bus} bus
 * @param {unknown} [options]
 * @returns {Promise<number>} of published events
 */
export async function replay(source, bus, options) {
  const { speed, pattern = '**', fromSeq, signal, onRefused } = checkOptions(options);
  const pace = checkSpeed(speed);
  const matches = topicFilter(pattern);
  const from = checkInteger('fromSeq', fromSeq, 0, 0, Number.MAX_SAFE_INTEGER);
  const abort = checkSignal(signal);
  abort?.throwIfAborted();
  /** @type {Iterable<LogEntry> | AsyncIterable<LogEntry>} */
  const entries =
    source instanceof EventLog
      ? source.query({ fromSeq: from })
      : readLog(source, /** @type {object} */ ({ onRefused }));

  let count = 0;
  let turn = 0;
  /** Times, in the log and here, that stand for each other. */
  let logStart = Number.NaN;
  let start = 0;
  for await (const { seq, time, topic, event } of entries) {
    if (seq < from || !matches(topic)) continue;
    if (Number.isNaN(logStart)) {
      logStart = time;
      start = Date.now();
    }
    const due = (time - logStart) / pace - (Date.now() - start);
    if (due > 0) await sleep(due, abort);
    else if (++turn % TURN === 0) await sleep(0, abort);
    abort?.throwIfAborted();
    await publishAt(bus, time, topic, event);
    count++;
  }
  return count;
}

/** What setTimeout knows. */
const MAX_SLEEP = 2 ** 31 - 1;

/**
 * @param {number} ms
 * @param {AbortSignal | undefined} signal ends it, without an error
 * @returns {Promise<void>}
 */
function sleep(ms, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(ms, MAX_SLEEP));
    signal?.addEventListener('abort', end);
  });
}

// Publishes again what a log has, in its order, at its pace or any other.

import { checkInteger, checkOptions, checkSignal } from '../arguments.js';
import { argumentRangeError, argumentTypeError } from '../errors.js';
import { EventLog } from './event-log.js';
import { publishAt } from './feed.js';
import { readLog } from './log-reader.js';
import { paced } from './pace.js';
import { topicFilter } from './topic-filter.js';

/** @typedef {import('./log-reader.js').LogEntry} LogEntry */

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
  const entries =
    source instanceof EventLog
      ? source.query({ fromSeq: from })
      : readLog(source, /** @type {object} */ ({ onRefused }));
  const wanted = select(entries, ({ seq, topic }) => seq >= from && matches(topic));

  let count = 0;
  for await (const { time, topic, event } of paced(wanted, pace, abort)) {
    await publishAt(bus, time, topic, event);
    count++;
  }
  return count;
}

/**
 * @param {Iterable<LogEntry> | AsyncIterable<LogEntry>} entries
 * @param {(entry: LogEntry) => boolean} isWanted
 */
async function* select(entries, isWanted) {
  for await (const entry of entries) if (isWanted(entry)) yield entry;
}

// Events of a log, each when it is due.

/** @typedef {import('./log-reader.js').LogEntry} LogEntry */

/** Events that are due at once, after which others get their turn. */
const TURN = 1_024;
/** What setTimeout knows, in milliseconds. */
const MAX_SLEEP = 2 ** 31 - 1;

/**
 * @param {Iterable<LogEntry> | AsyncIterable<LogEntry>} entries
 * @param {number} speed 1 is the pace of the log, Infinity waits for nothing
 * @param {AbortSignal} [signal] whose reason it then throws
 * @returns {AsyncGenerator<LogEntry>}
 */
export async function* paced(entries, speed, signal) {
  /** Times, in the log and here, that stand for each other. */
  let logStart = Number.NaN;
  let start = 0;
  let turn = 0;
  for await (const entry of entries) {
    signal?.throwIfAborted(); // before it waits, for no signal tells twice
    if (Number.isNaN(logStart)) {
      logStart = entry.time;
      start = Date.now();
    }
    const due = (entry.time - logStart) / speed - (Date.now() - start);
    if (due > 0) await sleep(due, signal);
    else if (++turn % TURN === 0) await sleep(0, signal);
    signal?.throwIfAborted();
    yield entry;
  }
}

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

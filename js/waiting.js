// A promise that a caller waits for, and that a signal or the time may end.

import { WaitTimeoutError } from './errors.js';

/**
 * @template T
 * @param {{ signal: AbortSignal | undefined, timeoutMs: number | undefined }} options
 * @param {import('./signals.js').Signals} signals of the bus
 * @param {string} failure what did not happen, should the time run out
 * @param {(resolve: (value: T) => void, reject: (reason: unknown) => void) => () => void} start
 *   begins the waiting and returns what ends it
 * @returns {Promise<T>}
 */
export function wait({ signal, timeoutMs }, signals, failure, start) {
  return new Promise((resolve, reject) => {
    /** @type {(() => void)[]} */
    const cleanUps = [];
    let over = false;
    const cleanUp = () => {
      over = true;
      for (const each of cleanUps.splice(0)) each();
    };
    /** @param {unknown} reason */
    const fail = (reason) => {
      cleanUp();
      reject(reason);
    };

    cleanUps.push(
      start((value) => {
        cleanUp();
        resolve(value);
      }, fail),
    );
    if (over) return cleanUp();
    if (signal?.aborted) return fail(signal.reason);
    if (timeoutMs !== undefined) {
      const timer = setTimeout(() => fail(new WaitTimeoutError(failure, timeoutMs)), timeoutMs);
      cleanUps.push(() => clearTimeout(timer));
    }
    if (signal !== undefined) cleanUps.push(signals.watch(signal, { abort: fail }, true));
  });
}

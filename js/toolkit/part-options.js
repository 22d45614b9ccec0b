// The options that all parts have.

import { checkOptionalFunction } from '../arguments.js';

/**
 * @typedef {((error: unknown) => void) | undefined} OnError
 *
 * @param {{ clock?: unknown, onError?: unknown }} options
 * @returns {{ clock: (() => number) | undefined, onError: OnError }}
 */
export function checkPartOptions({ clock, onError }) {
  return {
    clock: /** @type {(() => number) | undefined} */ (checkOptionalFunction('clock', clock)),
    onError: /** @type {OnError} */ (checkOptionalFunction('onError', onError)),
  };
}

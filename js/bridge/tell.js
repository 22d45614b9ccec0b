// What becomes of an error that has no publisher to go to.

import { surface } from '../failures.js';

/**
 * @param {((error: unknown) => void) | undefined} onError without it, and where it throws, the error
 *   is an unhandled rejection
 * @param {unknown} error
 */
export function tell(onError, error) {
  try {
    if (onError === undefined) surface([error]);
    else onError(error);
  } catch (another) {
    surface(another === error ? [error] : [error, another]);
  }
}

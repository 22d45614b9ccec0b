// Origins of pages, as browsers write them.

import { argumentRangeError, argumentTypeError } from '../errors.js';

/**
 * @param {string} name of the option
 * @param {unknown} origin
 * @returns {string} the same, if it is exactly an origin: not `*`, not `null`, and without a path
 */
export function checkOrigin(name, origin) {
  if (typeof origin !== 'string') throw argumentTypeError(name, 'must be a string', origin);
  let exact;
  try {
    exact = new URL(origin).origin;
  } catch {
    // Not a URL, so not an origin either.
  }
  if (exact !== origin || origin === 'null') {
    throw argumentRangeError(name, 'must be an exact origin, such as https://example.com', origin);
  }
  return origin;
}

// The token of serveEvents(), as both its sides check it.

import { argumentRangeError } from '../errors.js';

/** What a header can carry: token68 of RFC 9110. */
const TOKEN = /^[\w.~+/=-]+$/;

/** The same for people. */
export const TOKEN_CHARACTERS = 'A-Z a-z 0-9 - . _ ~ + / =';

/**
 * @param {string} token
 * @param {string} rule as the error tells it
 * @param {number} [min] characters
 * @param {number} [max] characters
 */
export function assertToken(token, rule, min = 1, max = Number.POSITIVE_INFINITY) {
  if (TOKEN.test(token) && token.length >= min && token.length <= max) return;
  throw argumentRangeError('token', rule, `${token.length} characters`); // it is a secret
}

// The prices that a caller adds to those of the engine.

import { argumentTypeError, quote } from '../errors.js';

/**
 * @param {import('./core.js').EngineObject} engine a class with setPrice
 * @param {unknown} prices by model
 * @throws {TypeError | RangeError}
 */
export function setPrices(engine, prices) {
  if (prices === undefined) return;
  if (typeof prices !== 'object' || prices === null) {
    throw argumentTypeError('prices', 'must be an object', prices);
  }
  for (const [model, price] of Object.entries(prices)) {
    if (engine.call('setPrice', model, JSON.stringify(price) ?? '') === 0) continue;
    const error = new RangeError(`prices[${quote(model)}]: ${engine.text()}`);
    throw Object.assign(error, { code: 'ERR_INVALID_ARGUMENT' });
  }
}

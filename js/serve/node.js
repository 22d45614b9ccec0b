// What this entry needs of Node: asked of the running process, so that a bundler for browsers that
// comes across it does not fail.

import { BusError } from '../errors.js';

/**
 * @template {'node:crypto' | 'node:http'} Name
 * @param {Name} name
 * @returns {Name extends 'node:http' ? typeof import('node:http') : typeof import('node:crypto')}
 */
export function builtin(name) {
  const module = /** @type {any} */ (globalThis).process?.getBuiltinModule?.(name);
  if (module === undefined) throw new BusError('ERR_NOT_NODE', 'serveEvents works in Node only');
  return module;
}

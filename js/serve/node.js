// What this entry needs of Node.

import { builtin as builtinOf } from '../builtin.js';
import { BusError } from '../errors.js';

/**
 * @template {'node:crypto' | 'node:http'} Name
 * @param {Name} name
 * @returns {Name extends 'node:http' ? typeof import('node:http') : typeof import('node:crypto')}
 */
export function builtin(name) {
  const module = builtinOf(name);
  if (module === undefined) throw new BusError('ERR_NOT_NODE', 'serveEvents works in Node only');
  return module;
}

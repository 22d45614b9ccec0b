// What the toolkit needs of Node.

import { builtin } from '../builtin.js';
import { BusError } from '../errors.js';

/**
 * @typedef {object} Fs as far as it is used
 * @property {(path: string, flags: number, mode?: number) => number} openSync
 * @property {(fd: number) => void} closeSync
 * @property {(fd: number) => { size: number }} fstatSync
 * @property {(fd: number, bytes: Uint8Array, offset: number, length: number, position: number) => number} readSync
 * @property {(fd: number, bytes: Uint8Array, offset: number, length: number) => number} writeSync
 * @property {(fd: number, size: number) => void} ftruncateSync
 * @property {(fd: number) => void} fdatasyncSync
 * @property {(fd: number, done: (error: Error | null) => void) => void} fdatasync
 * @property {(from: string, to: string) => void} renameSync
 * @property {(path: string, options: { force: boolean }) => void} rmSync
 * @property {{ O_RDONLY: number, O_RDWR: number, O_APPEND: number, O_CREAT: number }} constants
 *
 * @typedef {object} Process
 * @property {(event: 'exit', listener: () => void) => void} on
 * @property {(event: 'exit', listener: () => void) => void} off
 *
 * @typedef {object} Node
 * @property {Fs} fs
 * @property {(path: string) => string} dirname
 * @property {Process} process
 * @property {(call: () => void) => object} setImmediate
 * @property {(turn: object | undefined) => void} clearImmediate
 */

/**
 * @param {string} what needs it
 * @returns {Node}
 * @throws {BusError} elsewhere
 */
export function node(what) {
  const { process, setImmediate, clearImmediate } = /** @type {any} */ (globalThis);
  const fs = builtin('node:fs');
  if (fs === undefined) throw new BusError('ERR_NOT_NODE', `${what} works in Node only`);
  const { dirname } = builtin('node:path');
  return { fs, dirname, process, setImmediate, clearImmediate };
}

// Files of logs, also such as still grow.

import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { readLog } from '../toolkit/index.js';
import { CliError, EXIT } from './output.js';

const CHUNK_BYTES = 1 << 18;
const POLL_MS = 100;

/**
 * @typedef {import('node:fs/promises').FileHandle} FileHandle
 * @typedef {import('../toolkit/index.js').LogEntry} LogEntry
 */

/**
 * The events of a file.
 *
 * @param {import('./output.js').Output} output
 * @param {string} file
 * @param {() => boolean} [follows] asked at the end of the file whether to wait for more
 */
export function entriesOf(output, file, follows) {
  return readLog(chunksOf(file, follows), refusalsTo(output, file));
}

/**
 * @param {import('./output.js').Output} output
 * @param {string} file
 * @returns {import('../toolkit/index.js').ReadLogOptions}
 */
export function refusalsTo(output, file) {
  return {
    onRefused(error) {
      // Of a torn line nobody was told that it was written.
      if (!error.torn) output.refuse(file, error);
    },
  };
}

/**
 * The bytes of a file. When it follows, also of those that take its place.
 *
 * @param {string} file
 * @param {() => boolean} [follows]
 * @returns {AsyncGenerator<Uint8Array>}
 */
export async function* chunksOf(file, follows = () => false) {
  let handle = await openFile(file);
  try {
    for (let position = 0; ; ) {
      const { bytesRead, buffer } = await readAt(handle, file, position);
      position += bytesRead;
      if (bytesRead > 0) {
        yield buffer.subarray(0, bytesRead);
        continue;
      }
      if (!follows()) return;
      await delay(POLL_MS);
      const next = await successor(handle, file, position);
      if (next === undefined) continue;
      await handle.close();
      handle = next;
      position = 0;
      yield new Uint8Array([10]); // what the old one ended with is no part of this one
    }
  } finally {
    await handle.close();
  }
}

/**
 * The file that has the name now, if it is another one, or was cut.
 *
 * @param {FileHandle} handle
 * @param {string} file
 * @param {number} position
 */
async function successor(handle, file, position) {
  const old = await handle.stat();
  if (old.size > position) return undefined; // first what is left in this one
  const next = await open(file).catch(() => undefined); // it may be gone for a moment
  if (next === undefined) return undefined;
  const { dev, ino, size } = await next.stat();
  if (dev !== old.dev || ino !== old.ino || size < position) return next;
  await next.close();
  return undefined;
}

/**
 * @param {FileHandle} handle
 * @param {string} file
 * @param {number} position
 */
async function readAt(handle, file, position) {
  try {
    return await handle.read(new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES, position);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** @param {string} file */
async function openFile(file) {
  try {
    return await open(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * @param {string} file
 * @param {unknown} error
 */
function unreadable(file, error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  const why = { ENOENT: 'no such file', EACCES: 'permission denied', EISDIR: 'it is a folder' };
  const known = /** @type {Record<string, string>} */ (why)[code ?? ''];
  return new CliError(EXIT.file, `cannot read ${file}: ${known ?? message}`);
}

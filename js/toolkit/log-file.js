// One file of lines that is written at its end, repaired when it is opened, and rotated.

import { HEADER, LogReader } from './log-reader.js';

/**
 * @typedef {import('./node.js').Node} Node
 * @typedef {'flush' | 'batch' | 'never'} Fsync when the disk is asked to have it
 */

const NEWLINE = 10;
/** What is read of the end of a file at first, to find its last event. */
const TAIL_BYTES = 1 << 16;

const encoder = /* @__PURE__ */ new TextEncoder();

export class LogFile {
  #node;
  #fsync;
  #maxBytes;
  #maxFiles;
  /** @type {number | undefined} */
  #fd;
  /** Ends with what was asked of the disk last. @type {Promise<void>} */
  #syncing = Promise.resolve();
  /** Covers what is written before it starts. @type {Promise<void> | undefined} */
  #nextSync;

  /** A write stopped in the middle. */
  #torn = false;

  /** Of the file, all whole lines. */
  bytes = 0;
  /** Of torn lines that were cut off when it was opened. */
  repairedBytes = 0;
  /** Of the last event that was in it when it was opened; 0 if there was none. */
  lastSeq = 0;

  /**
   * @param {Node} node
   * @param {string} path
   * @param {{ fsync: Fsync, maxBytes: number, maxFiles: number }} options
   */
  constructor(node, path, { fsync, maxBytes, maxFiles }) {
    this.#node = node;
    this.path = path;
    this.#fsync = fsync;
    this.#maxBytes = maxBytes;
    this.#maxFiles = maxFiles;
  }

  /** Opens it, unless it is. What the file had is kept, but for a torn last line. */
  open() {
    if (this.#fd !== undefined) return;
    const { fs } = this.#node;
    const { O_RDWR, O_APPEND, O_CREAT } = fs.constants;
    const fd = fs.openSync(this.path, O_RDWR | O_APPEND | O_CREAT, 0o666);
    try {
      this.#torn = false;
      this.#repair(fd);
      this.#fd = fd;
      if (this.bytes === 0) this.#write(`${HEADER}\n`);
      if (this.#fsync !== 'never') this.#syncFolder();
    } catch (error) {
      this.#fd = undefined;
      fs.closeSync(fd);
      throw error;
    }
  }

  /** @param {string} lines with their ends. Either all of them are in the file, or none */
  append(lines) {
    const bytes = encoder.encode(lines);
    if (this.bytes > HEADER.length + 1 && this.bytes + bytes.length > this.#maxBytes) {
      this.#rotate();
    }
    this.#write(bytes);
    if (this.#fsync === 'batch') this.#node.fs.fdatasyncSync(/** @type {number} */ (this.#fd));
  }

  /**
   * What is written so far is durable when it resolves. Several that wait share one request.
   *
   * @returns {Promise<void>}
   */
  sync() {
    if (this.#fsync !== 'flush') return Promise.resolve();
    this.#nextSync ??= this.#syncing
      .catch(() => {}) // which was told to those who waited for it
      .then(() => {
        this.#nextSync = undefined;
        this.#syncing = this.#requestSync();
        return this.#syncing;
      });
    return this.#nextSync;
  }

  /** Closes it, when the disk is done. */
  async close() {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd === undefined) return;
    try {
      this.#cut(fd);
    } finally {
      await this.#closeAfterSync(fd);
    }
  }

  /** @returns {Promise<void>} */
  #requestSync() {
    const fd = this.#fd;
    if (fd === undefined) return Promise.resolve(); // it was synced and closed by a rotation
    return new Promise((resolve, reject) => {
      this.#node.fs.fdatasync(fd, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** @param {number} fd which must not be given to another file while it is synced */
  async #closeAfterSync(fd) {
    await this.#syncing.catch(() => {});
    this.#node.fs.closeSync(fd);
  }

  /** @param {string | Uint8Array} text */
  #write(text) {
    const { fs } = this.#node;
    const fd = /** @type {number} */ (this.#fd);
    const bytes = typeof text === 'string' ? encoder.encode(text) : text;
    this.#cut(fd);
    this.#torn = true;
    for (let at = 0; at < bytes.length; ) {
      at += fs.writeSync(fd, bytes, at, bytes.length - at);
    }
    this.#torn = false;
    this.bytes += bytes.length;
  }

  /** @param {number} fd of a file that may end with a part of what could not be written */
  #cut(fd) {
    if (this.#torn) this.#node.fs.ftruncateSync(fd, this.bytes);
    this.#torn = false;
  }

  /**
   * Cuts off a torn last line, or gives it its end if only that is missing.
   *
   * @param {number} fd
   */
  #repair(fd) {
    const { fs } = this.#node;
    const { size } = fs.fstatSync(fd);
    this.bytes = size;
    for (let length = TAIL_BYTES; size > 0; length *= 4) {
      const start = Math.max(0, size - length);
      const tail = this.#readAt(fd, start, size - start);
      // The first line of the tail may have begun before it.
      const first = start === 0 ? 0 : tail.indexOf(NEWLINE) + 1;
      if (start > 0 && first === 0) continue;
      const found = this.#lastEventOf(tail.subarray(first));
      if (found.seq === undefined && start > 0) continue;
      this.lastSeq = Math.max(this.lastSeq, found.seq ?? 0);
      const whole = start + first + found.completeBytes;
      if (whole === size) return;
      if (found.torn) {
        fs.ftruncateSync(fd, whole);
        this.repairedBytes += size - whole;
        this.bytes = whole;
      } else {
        this.#fd = fd;
        this.#write('\n');
      }
      return;
    }
  }

  /** @param {Uint8Array} tail which begins with a line */
  #lastEventOf(tail) {
    let torn = false;
    const reader = new LogReader({
      onRefused(error) {
        torn = error.torn;
      },
    });
    try {
      /** @type {number | undefined} */
      let seq;
      for (const entry of reader.read(tail)) seq = entry.seq;
      const { completeBytes } = reader;
      for (const entry of reader.end()) seq = entry.seq;
      return { seq, torn, completeBytes };
    } finally {
      reader.free();
    }
  }

  /**
   * @param {number} fd
   * @param {number} position
   * @param {number} length
   */
  #readAt(fd, position, length) {
    const bytes = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const read = this.#node.fs.readSync(fd, bytes, at, length - at, position + at);
      if (read === 0) break; // it became shorter meanwhile
      at += read;
    }
    return bytes.subarray(0, at);
  }

  /** The file becomes path.1, and so on; the oldest goes. */
  #rotate() {
    const { fs } = this.#node;
    const fd = /** @type {number} */ (this.#fd);
    // Who waits for sync() waits for the new file, so the old one is done first.
    if (this.#fsync !== 'never') fs.fdatasyncSync(fd);
    fs.rmSync(`${this.path}.${this.#maxFiles - 1}`, { force: true });
    for (let i = this.#maxFiles - 2; i >= 0; i--) {
      const from = i === 0 ? this.path : `${this.path}.${i}`;
      try {
        fs.renameSync(from, `${this.path}.${i + 1}`);
      } catch (error) {
        if (/** @type {{ code?: string }} */ (error).code !== 'ENOENT') throw error;
      }
    }
    this.#fd = undefined;
    this.#closeAfterSync(fd).catch(() => {}); // all of it is written and synced
    this.open();
  }

  /** So that the name of a new file is as durable as its content. */
  #syncFolder() {
    const { fs, dirname } = this.#node;
    let fd;
    try {
      fd = fs.openSync(dirname(this.path), fs.constants.O_RDONLY);
      fs.fdatasyncSync(fd);
    } catch {
      // Not every system can: Windows has no such thing.
    } finally {
      if (fd !== undefined) fs.closeSync(fd);
    }
  }
}

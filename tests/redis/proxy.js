// A TCP proxy that does what networks do: resets, silence, slowness, answers that get lost.

import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * @typedef {object} Pair a connection through the proxy
 * @property {import('node:net').Socket} client
 * @property {import('node:net').Socket} server
 * @property {boolean} isDead whether it passes nothing any more, and says so to no one
 */

export class FaultProxy {
  port = 0;
  /** Whether new and present connections pass nothing: they look open, and are not. */
  isSilent = false;
  /** Bytes a second in each direction; Infinity: as fast as it goes. */
  bytesPerSecond = Number.POSITIVE_INFINITY;
  /**
   * Sees each chunk of an answer before it goes on. May take its time; what it returns goes on,
   * and nothing does if that is undefined.
   *
   * @type {((chunk: Buffer, pair: Pair) => Buffer | undefined | Promise<Buffer | undefined>) | undefined}
   */
  onReply;

  #serverPort;
  #listener;
  /** @type {Set<Pair>} */
  #pairs = new Set();

  /** @param {number} serverPort */
  constructor(serverPort) {
    this.#serverPort = serverPort;
    this.#listener = createServer((client) => this.#accept(client));
  }

  /** @param {number} serverPort */
  static async start(serverPort) {
    const proxy = new FaultProxy(serverPort);
    await new Promise((resolve) => proxy.#listener.listen(0, '127.0.0.1', resolve));
    proxy.port = proxy.#listener.address().port;
    return proxy;
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  get connections() {
    return this.#pairs.size;
  }

  /** Ends every connection by a reset. */
  resetAll() {
    for (const pair of this.#pairs) this.reset(pair);
  }

  /** @param {Pair} pair */
  reset(pair) {
    pair.isDead = true;
    pair.client.resetAndDestroy();
    pair.server.destroy();
    this.#pairs.delete(pair);
  }

  /** From now on nothing passes; what is open now never will again. */
  silence() {
    this.isSilent = true;
    for (const pair of this.#pairs) pair.isDead = true;
  }

  /** New connections work again. */
  heal() {
    this.isSilent = false;
    this.bytesPerSecond = Number.POSITIVE_INFINITY;
  }

  async stop() {
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  /** @param {import('node:net').Socket} client */
  #accept(client) {
    const server = connect(this.#serverPort, '127.0.0.1');
    const pair = { client, server, isDead: this.isSilent };
    this.#pairs.add(pair);
    this.#pump(client, server, pair, false);
    this.#pump(server, client, pair, true);
  }

  /**
   * @param {import('node:net').Socket} from
   * @param {import('node:net').Socket} to
   * @param {Pair} pair
   * @param {boolean} isReply
   */
  #pump(from, to, pair, isReply) {
    let order = Promise.resolve();
    from.on('data', (data) => {
      from.pause();
      order = order.then(async () => {
        const chunk = isReply && this.onReply ? await this.onReply(data, pair) : data;
        if (chunk !== undefined) await this.#pass(chunk, to, pair);
        from.resume();
      });
    });
    from.on('error', () => {});
    from.on('close', () => {
      if (pair.isDead) return; // the other end hears nothing of it
      order.then(() => {
        to.destroy();
        this.#pairs.delete(pair);
      });
    });
  }

  /**
   * @param {Buffer} chunk
   * @param {import('node:net').Socket} to
   * @param {Pair} pair
   */
  async #pass(chunk, to, pair) {
    let rest = chunk;
    while (rest.length > 0 && !pair.isDead && !to.destroyed) {
      // A hundredth of a second's worth at a time.
      const size = Math.max(1, Math.floor(this.bytesPerSecond / 100));
      const part = size >= rest.length ? rest : rest.subarray(0, size);
      to.write(part);
      rest = rest.subarray(part.length);
      if (this.bytesPerSecond !== Number.POSITIVE_INFINITY) await delay(10);
    }
  }
}

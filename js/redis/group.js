// A member of a group: each event goes to one member, at least once. The member holds what it handles
// by a lease, takes over what dead members have let lie, tries again what failed, and parks what
// cannot be handled.

import { entriesIn } from './fan-out.js';
import { Leases } from './lease.js';
import { Pause } from './pause.js';
import { Position, tailOf } from './position.js';
import { ReadLoop } from './read-loop.js';
import { Worker } from './worker.js';

/** Of how many events the server may not know yet that they are handled. */
const MAX_UNTOLD = 32;

/** A consumer without entries goes when it was not heard of for so many leases. */
const FORGET_AFTER = 20;

/**
 * @typedef {import('./connection.js').Connection} Connection
 *
 * @typedef {object} GroupOptions
 * @property {string} group
 * @property {string} consumer
 * @property {string | undefined} from
 * @property {number} leaseMs
 * @property {number} maxDeliveries
 * @property {number} concurrency
 * @property {number} retryMs
 *
 * @typedef {import('./read-loop.js').LoopHost & OwnHost} GroupHost
 *
 * @typedef {object} OwnHost what a member needs of its bus, beside what its loop does
 * @property {import('./scripts.js').Scripts} scripts
 * @property {import('./keys.js').Keys} keys
 * @property {number} blockMs
 * @property {(name: import('./scripts.js').ScriptName, args: (string | number)[]) => Promise<unknown>} run
 *   a script on the stream and the dead-letter stream, by the other connection
 * @property {() => boolean} isWanted whether anybody is subscribed
 * @property {(raw: unknown, attempt: number) => Promise<unknown[]>} handle resolves with the errors
 * @property {(gap: import('./position.js').Gap) => void} announce
 * @property {(id: string, deliveries: number, errors: unknown[]) => void} tellParked
 * @property {() => void} found
 */

export class Group {
  #host;
  #options;
  #leases;
  #leasesLost = 0;
  /** How many entries were given up at the end. */
  #left = 0;
  /** All that are not done. @type {Set<Worker>} */
  #workers = new Set();
  /** How many of them have a handler that runs, or will again. */
  #handling = 0;
  /** Where the group stands, as last seen. @type {Position | undefined} */
  #position;
  /** Up to where a loss is announced: entries removed from the stream. */
  #announced = 0;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #sweptAt = 0;
  #loop;
  /** While there is no room, or nobody is subscribed. */
  #pause = new Pause();

  /**
   * @param {GroupHost} host
   * @param {GroupOptions} options
   */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    this.#loop = new ReadLoop(host);
    const { group, consumer, leaseMs } = options;
    this.#leases = new Leases(leaseMs, async (ids) => {
      return /** @type {string[]} */ (await host.run('renew', [group, consumer, ...ids]));
    });
  }

  get unfinished() {
    return this.#workers.size;
  }

  /** How many entries were taken over by others while a handler ran. */
  get leasesLost() {
    return this.#leasesLost;
  }

  get cursor() {
    return this.#position?.cursor;
  }

  /** Takes nothing new. */
  stop() {
    this.#loop.stop();
    this.#pause.end();
    for (const worker of this.#workers) worker.stop();
  }

  /** Goes on when there is room again, or somebody has subscribed. */
  wake() {
    this.#pause.wake();
  }

  /** @returns {Promise<void>} resolves when no handler runs */
  async drained() {
    await Promise.all([...this.#workers].map(({ done }) => done));
  }

  /** Gives up what is left: it stays pending, for others to take over. Returns how much that is. */
  abandon() {
    for (const worker of this.#workers) worker.abandon();
    this.#leases.stop();
    return this.#workers.size + this.#left;
  }

  /** @returns {Promise<void>} */
  run() {
    return this.#loop.run((connection) => this.#readFrom(connection));
  }

  /** @param {Connection} connection */
  async #readFrom(connection) {
    const { keys, blockMs, isWanted } = this.#host;
    const { group, consumer } = this.#options;
    this.#checkedAt = Number.NEGATIVE_INFINITY; // the group may be gone, which is why it reads anew
    while (!this.#loop.isStopped) {
      const now = performance.now();
      if (now - this.#checkedAt >= Math.min(blockMs, this.#options.leaseMs)) {
        await this.#check(connection);
        if (this.#loop.isStopped) return;
        if (isWanted() && this.#room() > 0) await this.#reclaim(connection);
      }
      const room = this.#room();
      if (room <= 0 || !isWanted()) {
        await this.#pause.sleep(blockMs);
        continue;
      }
      const reply = await connection.call(
        [
          ...['XREADGROUP', 'GROUP', group, consumer, 'COUNT', String(room)],
          ...['BLOCK', String(blockMs), 'STREAMS', keys.stream, '>'],
        ],
        blockMs,
      );
      this.#loop.gotOn();
      for (const raw of entriesIn(reply)) this.#take(raw, 1);
    }
  }

  /** How many more entries to take. */
  #room() {
    const { concurrency } = this.#options;
    if (this.#workers.size >= concurrency + MAX_UNTOLD) return 0;
    return concurrency - this.#handling;
  }

  /**
   * @param {unknown} raw
   * @param {number} attempt
   */
  #take(raw, attempt) {
    const { run, handle, tellParked } = this.#host;
    const worker = new Worker(raw, attempt, { run, handle, tellParked }, this.#options);
    this.#workers.add(worker);
    this.#handling++;
    worker.handled.then(() => {
      // From here on only the server has to be told, and that can go on beside the next event.
      this.#handling--;
      this.#pause.wake();
    });
    this.#leases.hold(worker.id, () => {
      if (worker.loseLease()) this.#leasesLost++;
    });
    worker.done.then(() => {
      this.#workers.delete(worker);
      if (worker.isLeft) this.#left++;
      this.#leases.release(worker.id);
      this.#pause.wake();
    });
  }

  /**
   * Takes over what has lain longer than a lease, whoever's it was: only as much as can be handled at
   * once, for what is taken counts as delivered.
   *
   * @param {Connection} connection
   */
  async #reclaim(connection) {
    const { scripts, keys, announce, tellParked } = this.#host;
    const { group, consumer, leaseMs, maxDeliveries } = this.#options;
    const reply = await scripts.run(
      connection,
      'reclaim',
      [keys.stream, keys.dead],
      [...[group, consumer, leaseMs, this.#room(), maxDeliveries], ...this.#leases.ids],
    );
    const [taken, trimmed, buried] =
      /** @type {[[string, string[], number][], string[], string[]]} */ (reply);
    for (const [id, fields, deliveries] of taken) this.#take([id, fields], deliveries);
    for (const id of trimmed) announce({ reason: 'trimmed', from: id, to: id, atLeast: 1 });
    for (const id of buried) tellParked(id, maxDeliveries, []);
    if (performance.now() - this.#sweptAt < leaseMs * FORGET_AFTER) return;
    this.#sweptAt = performance.now();
    await scripts.run(connection, 'sweep', [keys.stream], [group, leaseMs * FORGET_AFTER]);
  }

  /**
   * Joins the group if need be, and looks for what it lost.
   *
   * @param {Connection} connection
   */
  async #check(connection) {
    const { scripts, keys, announce, found } = this.#host;
    const { group } = this.#options;
    const args = [group, globalThis.crypto.randomUUID()];
    const ask = () => scripts.run(connection, 'groupTail', [keys.stream, keys.epoch], args);
    let reply = /** @type {any[]} */ (await ask());
    const known = this.#position;
    const hadJoined = known !== undefined;
    const gap = hadJoined ? known.checkIdentity(tailOf(reply)) : undefined;
    if (gap !== undefined) {
      announce(gap);
      this.#announced = 0;
    }
    if (reply[5] === undefined) {
      await this.#join(connection, hadJoined ? known.cursor : this.#from());
      reply = /** @type {any[]} */ (await ask());
      if (hadJoined && gap === undefined) {
        // What was pending with the group is forgotten.
        announce({ reason: 'group-lost', from: known.cursor, to: undefined, atLeast: 0 });
      }
    }
    if (reply[5] === undefined) return; // gone again already: the next read says NOGROUP
    this.#checkedAt = performance.now();
    this.#findLoss(reply);
    if (!hadJoined) found();
  }

  #from() {
    const { from } = this.#options;
    return from === 'start' ? '0-0' : (from ?? '$');
  }

  /**
   * @param {Connection} connection
   * @param {string} from
   */
  async #join(connection, from) {
    const { scripts, keys } = this.#host;
    const args = [this.#options.group, from, globalThis.crypto.randomUUID()];
    await scripts.run(connection, 'join', [keys.stream, keys.epoch], args);
  }

  /** @param {any[]} reply of the script `groupTail` */
  #findLoss(reply) {
    const { announce } = this.#host;
    const tail = tailOf(reply);
    const [cursor, read] = [String(reply[5]), Number(reply[6])];
    this.#position = new Position(cursor, read < 0 ? undefined : read, tail.epoch);
    const removed = tail.added - tail.length;
    const known = Math.max(read, this.#announced);
    if (read < 0 || removed <= known) return;
    if (!this.#position.isBehind(tail)) return;
    announce({
      reason: 'trimmed',
      from: cursor,
      to: tail.firstId === '' ? tail.lastId : tail.firstId,
      atLeast: removed - known,
    });
    this.#announced = removed;
  }
}

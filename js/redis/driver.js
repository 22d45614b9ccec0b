// The two clients, node-redis and ioredis, as one small thing: a wire that is opened once, takes
// commands, and is destroyed.
//
// The client that the caller hands in only serves as a pattern: the bus duplicates it for each
// connection, with everything switched off that a client does about a failure. A client that
// reconnects by itself, keeps commands for later or sends them again hides what this package has to
// know: whether a command was sent. So a duplicate is used until its first trouble, and never again.

import { argumentTypeError } from '../errors.js';

/**
 * @typedef {object} Wire
 * @property {() => Promise<unknown>} open
 * @property {(args: string[]) => Promise<unknown>} send
 * @property {() => void} destroy at once, and whatever its state
 *
 * @typedef {(timeoutMs: number, onTrouble: (error: unknown) => void) => Wire} Dial makes a wire,
 *   which tells of its end, or of any error of its socket
 *
 * @typedef {{ on(name: string, listener: (error?: unknown) => void): unknown }} Emitter
 *
 * @typedef {Emitter & {
 *   options?: { socket?: object },
 *   duplicate(overrides: object): NodeRedis,
 *   connect(): Promise<unknown>,
 *   sendCommand(args: string[]): Promise<unknown>,
 *   destroy(): void,
 * }} NodeRedis
 *
 * @typedef {Emitter & {
 *   duplicate(overrides: object): Ioredis,
 *   connect(): Promise<unknown>,
 *   call(command: string, ...args: string[]): Promise<unknown>,
 *   disconnect(): void,
 *   stream?: { destroy(): void },
 * }} Ioredis
 */

/**
 * @param {unknown} client
 * @returns {Dial}
 */
export function dialOf(client) {
  if (has(client, ['duplicate', 'connect', 'call', 'disconnect', 'on'])) {
    return (timeoutMs, onTrouble) =>
      ioredisWire(/** @type {Ioredis} */ (client), timeoutMs, onTrouble);
  }
  if (has(client, ['duplicate', 'connect', 'sendCommand', 'destroy', 'on'])) {
    return (timeoutMs, onTrouble) =>
      nodeRedisWire(/** @type {NodeRedis} */ (client), timeoutMs, onTrouble);
  }
  throw argumentTypeError('client', 'must be a client of node-redis or ioredis', client);
}

/**
 * @param {unknown} client
 * @param {string[]} methods
 */
function has(client, methods) {
  if (typeof client !== 'object' || client === null) return false;
  const members = /** @type {Record<string, unknown>} */ (client);
  return methods.every((name) => typeof members[name] === 'function');
}

/**
 * @param {NodeRedis} client
 * @param {number} timeoutMs
 * @param {(error: unknown) => void} onTrouble
 * @returns {Wire}
 */
function nodeRedisWire(client, timeoutMs, onTrouble) {
  const wire = client.duplicate({
    socket: { ...client.options?.socket, reconnectStrategy: false, connectTimeout: timeoutMs },
    RESP: 2,
    maintNotifications: 'disabled',
    clientSideCache: undefined,
    disableOfflineQueue: true,
    commandsQueueMaxLength: undefined,
    commandOptions: { timeout: undefined, typeMapping: undefined },
    keyPrefix: undefined,
  });
  wire.on('error', onTrouble); // without a listener it would end the process
  wire.on('end', onTrouble);
  return {
    open: () => wire.connect(),
    send: (args) => wire.sendCommand(args),
    destroy() {
      try {
        wire.destroy();
      } catch {
        // It says that it is closed already.
      }
    },
  };
}

/**
 * @param {Ioredis} client
 * @param {number} timeoutMs
 * @param {(error: unknown) => void} onTrouble
 * @returns {Wire}
 */
function ioredisWire(client, timeoutMs, onTrouble) {
  const wire = client.duplicate({
    lazyConnect: true,
    connectTimeout: timeoutMs,
    protocol: 2,
    replyMapping: 'legacy',
    retryStrategy: null,
    reconnectOnError: null,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    enableAutoPipelining: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
    blockingTimeout: undefined,
    stringNumbers: false,
    keyPrefix: '',
  });
  wire.on('error', onTrouble);
  wire.on('end', onTrouble);
  return {
    open: () => wire.connect(),
    send: ([command, ...args]) => wire.call(command, ...args),
    destroy() {
      wire.disconnect();
      wire.stream?.destroy(); // for disconnect() waits for the other end, which may be gone
    },
  };
}

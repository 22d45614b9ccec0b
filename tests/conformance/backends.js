// The kinds of bus, and what each has of features.js.

import { AsyncEventBus, EventBus } from 'agent-event-bus';
import { RedisEventBus } from 'agent-event-bus/redis';
import { clients, freshName } from '../redis/support.js';

/** @type {import('./features.js').Feature[]} */
const LOCAL = [
  'handlersDone',
  'errorsToPublisher',
  'sameObject',
  'anyEvent',
  'nested',
  'publisherContext',
];

/**
 * @typedef {object} Backend
 * @property {string} name
 * @property {import('./features.js').Feature[]} has
 * @property {boolean} [needsServer]
 * @property {(url: string) => (options?: object) => any} connect returns what makes buses that share
 *   their events, where a backend can do that
 */

const overRedis = (client, more) => (url) => {
  const name = freshName();
  return (options = {}) =>
    new RedisEventBus({
      client: clients[client](url),
      name,
      retryMs: 5,
      blockMs: 100,
      ...more,
      ...options,
    });
};

/** @type {Backend[]} */
export const backends = [
  { name: 'EventBus', has: LOCAL, connect: () => (options) => new EventBus(options) },
  {
    name: 'AsyncEventBus',
    has: LOCAL.filter((feature) => feature !== 'nested'),
    connect: () => (options) => new AsyncEventBus(options),
  },
  ...Object.keys(clients).flatMap((client) => [
    {
      name: `RedisEventBus, ${client}`,
      has: ['everyBus', 'persistent'],
      needsServer: true,
      connect: overRedis(client, {}),
    },
    {
      name: `RedisEventBus in a group, ${client}`,
      has: ['sharedWork', 'persistent'],
      needsServer: true,
      connect: overRedis(client, { group: 'g', leaseMs: 2_000 }),
    },
  ]),
];

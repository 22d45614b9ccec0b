// What can go wrong with a server and the way to it: each with its beginning and its end.

import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * @typedef {object} Field where a nemesis acts
 * @property {import('../redis/server.js').RedisServer} server
 * @property {import('../redis/proxy.js').FaultProxy} proxy between the buses and the server
 * @property {(...args: string[]) => Promise<any>} send a command, past the proxy
 * @property {string} stream
 *
 * @typedef {object} Nemesis
 * @property {string} name
 * @property {(field: Field) => Promise<unknown>} begin
 * @property {(field: Field) => Promise<unknown>} heal
 */

/** Does something over and over until it is told to stop. */
function repeatedly(work) {
  let isOn = false;
  let running;
  return {
    async begin(field) {
      isOn = true;
      running = (async () => {
        while (isOn) {
          await work(field);
          await delay(50);
        }
      })();
    },
    async heal() {
      isOn = false;
      await running;
    },
  };
}

/** Asks past every client, which might wait until the server is ready. */
function ping(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.on('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(String(answer));
    });
  });
}

const nothing = async () => {};

/** @returns {Nemesis[]} */
export const nemeses = () => [
  {
    name: 'kill -9 of the server',
    begin: ({ server }) => server.kill(),
    heal: ({ server }) => server.start(),
  },
  {
    name: 'SIGSTOP of the server',
    begin: async ({ server }) => server.signal('SIGSTOP'),
    heal: async ({ server }) => server.signal('SIGCONT'),
  },
  {
    name: 'CLIENT KILL of all, 20 times a second',
    ...repeatedly(({ send }) => send('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')),
  },
  { name: 'TCP resets, 20 times a second', ...repeatedly(async ({ proxy }) => proxy.resetAll()) },
  {
    name: 'half-open sockets',
    begin: async ({ proxy }) => proxy.silence(),
    heal: async ({ proxy }) => proxy.heal(),
  },
  {
    name: 'a slow link, 32 kB a second',
    begin: async ({ proxy }) => {
      proxy.bytesPerSecond = 32_000;
    },
    heal: async ({ proxy }) => proxy.heal(),
  },
  { name: 'FLUSHALL', begin: ({ send }) => send('FLUSHALL'), heal: nothing },
  {
    name: 'XGROUP DESTROY',
    begin: ({ send, stream }) => send('XGROUP', 'DESTROY', stream, 'g'),
    heal: nothing,
  },
  {
    name: 'OOM with noeviction',
    begin: ({ send }) => send('CONFIG', 'SET', 'maxmemory', '1'),
    heal: ({ send }) => send('CONFIG', 'SET', 'maxmemory', '0'),
  },
  {
    name: 'LOADING after a restart',
    async begin({ server, send }) {
      const keys = Array.from({ length: 2_500 }, (_, i) =>
        send('SET', `filler:${i}`, 'x'.repeat(200)),
      );
      await Promise.all(keys);
      await server.kill();
      await server.start({
        'key-load-delay': '1000', // microseconds for each command in the file
        'loading-process-events-interval-bytes': '1024',
      });
      const answer = await ping(server.port);
      if (!answer.includes('LOADING')) throw new Error(`The server is not loading: ${answer}`);
    },
    async heal({ server }) {
      while (!(await ping(server.port)).includes('PONG')) await delay(20);
    },
  },
  {
    name: 'READONLY, as a replica of nobody',
    begin: ({ send }) => send('REPLICAOF', '127.0.0.1', '1'),
    heal: ({ send }) => send('REPLICAOF', 'NO', 'ONE'),
  },
];

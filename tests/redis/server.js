// A Redis server of one's own: on the loopback, at a free port, in a folder of its own, ended by its
// process id.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_MS = 20_000;

/** REDIS_SERVER names another binary, such as one of a newer Redis or of Valkey. */
const binary = process.env.REDIS_SERVER ?? 'redis-server';

export class RedisServer {
  port = 0;
  /** @type {string} */
  folder;
  #settings;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;

  /** @param {Record<string, string | string[]>} settings beyond those for a server on the loopback */
  constructor(settings = {}) {
    this.#settings = settings;
    this.folder = mkdtempSync(join(tmpdir(), 'agent-event-bus-redis-'));
  }

  /** @param {Record<string, string | string[]>} [settings] */
  static async start(settings) {
    const server = new RedisServer(settings);
    server.port = await freePort();
    await server.start();
    return server;
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid() {
    return this.#child?.pid;
  }

  /**
   * Starts it, again if it was killed, with what is in its folder.
   *
   * @param {Record<string, string>} [more] settings for this time
   */
  async start(more = {}) {
    mkdirSync(this.folder, { recursive: true });
    const settings = {
      bind: '127.0.0.1',
      port: String(this.port),
      dir: this.folder,
      save: '',
      'enable-debug-command': 'local',
      ...this.#settings,
      ...more,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [
      `--${name}`,
      ...[value].flat(),
    ]);
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-4_000);
      });
    }
    const ended = new Promise((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code, signal) => resolve(`ended: ${signal ?? code}`));
    });
    child.ended = ended;
    this.#child = child;
    const deadline = Date.now() + START_MS;
    while (!(await accepts(this.port))) {
      const end = await Promise.race([ended, delay(10)]);
      if (end !== undefined || Date.now() > deadline) {
        throw new Error(`${binary} did not start: ${end}\n${output}`);
      }
    }
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    this.#child?.kill(signal);
  }

  /** As a crash of the server does: nothing is written any more. */
  async kill() {
    const child = this.#child;
    this.#child = undefined;
    child?.kill('SIGKILL');
    await child?.ended;
  }

  /** Ends it and removes its folder. */
  async stop() {
    this.signal('SIGCONT');
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @param {number} port */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

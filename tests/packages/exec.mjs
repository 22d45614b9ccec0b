// Child processes of the projects.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';

/** What the tools are told: to ask nothing, to send nothing, and to print no colours. */
const environment = {
  CI: 'true',
  DO_NOT_TRACK: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  NO_COLOR: '1',
  NO_UPDATE_NOTIFIER: '1',
  WRANGLER_SEND_METRICS: 'false',
  // Where this runs under npm, that hands on its own settings.
  npm_config_engine_strict: 'false',
  npm_config_loglevel: 'warn',
};

/**
 * @param {string[]} command whose program is `node` for this one, a program of the project, by name or
 *   by path, one of this checkout, or one of the PATH
 * @param {string} cwd
 */
function start([program, ...args], cwd) {
  const { NODE_OPTIONS, NODE_TEST_CONTEXT, FORCE_COLOR, ...inherited } = process.env;
  const bin = `node_modules/.bin/${program}`;
  const places = [join(cwd, program), join(cwd, bin), inRoot(bin)];
  const found = program === 'node' ? process.execPath : places.find((path) => existsSync(path));
  const child = spawn(found ?? program, args, {
    cwd,
    env: { ...inherited, ...environment },
    detached: true, // a group of its own, which can be ended as one
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return child;
}

/**
 * @param {string[]} command
 * @param {string} cwd
 * @returns {Promise<{ status: number | null, stdout: string, stderr: string }>}
 */
export function exec(command, cwd) {
  return new Promise((resolve) => {
    const child = start(command, cwd);
    const output = { stdout: '', stderr: '' };
    for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
      child[name].on('data', (text) => {
        output[name] += text;
      });
    }
    child.on('error', ({ message }) => resolve({ status: null, stdout: '', stderr: message }));
    child.on('close', (status) => resolve({ status, ...output }));
  });
}

/**
 * Starts a server, and ends it with all that it started.
 *
 * @template T
 * @param {string[]} command
 * @param {string} cwd
 * @param {RegExp} ready whose first group is the address, in what it prints
 * @param {(url: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withServer(command, cwd, ready, use) {
  const child = start(command, cwd);
  const ended = new Promise((resolve) => child.on('close', resolve));
  try {
    return await use(await address(child, ready));
  } finally {
    endGroup(child.pid);
    await ended;
  }
}

/** @param {number | undefined} pid of its first process; undefined if it was never started */
function endGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it has ended already
  }
}

/**
 * @param {ReturnType<typeof start>} child
 * @param {RegExp} ready
 * @returns {Promise<string>}
 */
function address(child, ready) {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (/** @type {string} */ text) => {
      output += text;
      const url = output.match(ready)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('close', () => reject(new Error(`The server ended:\n${output}`)));
  });
}

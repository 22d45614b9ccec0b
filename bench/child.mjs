// The processes in which things are measured.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Starts a program of bench/processes.
 *
 * @param {string} program
 * @param {(string | number)[]} args
 */
export function start(program, ...args) {
  const path = fileURLToPath(new URL(`processes/${program}`, import.meta.url));
  const child = fork(path, args.map(String), { execArgv: ['--expose-gc'] });
  const exited = new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      if (code === 0) resolve(undefined);
      else reject(new Error(`${[program, ...args].join(' ')}: ${signal ?? `exit code ${code}`}`));
    });
  });
  exited.catch(() => {}); // whoever waits hears of it
  const answer = () =>
    Promise.race([
      new Promise((resolve) => child.once('message', resolve)),
      exited.then(() => Promise.reject(new Error(`${program} ended without an answer`))),
    ]);
  return { child, exited, answer };
}

// The demo as its users start it: `node scripts/demo.mjs`, in a process of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inRoot } from '../../scripts/paths.mjs';

/**
 * Resolves when the demo has printed its address.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
export async function startDemo(args, env = {}) {
  const child = spawn(process.execPath, [inRoot('scripts/demo.mjs'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const demo = {
    output: '',
    url: '',
    /** As Ctrl-C does, or another signal. @returns its exit code */
    async stop(signal = 'SIGINT') {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'close');
      }
      return child.exitCode;
    },
  };
  await new Promise((resolve, reject) => {
    const take = (text) => {
      demo.output += text;
      demo.url = /http:\/\/\S+#token=\S+/.exec(demo.output)?.[0] ?? '';
      if (demo.url !== '') resolve(undefined);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('close', (code) => reject(new Error(`The demo ended (${code}):\n${demo.output}`)));
  });
  return demo;
}

/** What it prints when it does not start. */
export async function failedDemo(args, env) {
  return startDemo(args, env).then(
    () => 'It started',
    ({ message }) => message,
  );
}

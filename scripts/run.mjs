// Child processes: their output goes to build/logs, and to the terminal only if they fail.

import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { inRoot, root } from './paths.mjs';

const tailLines = 40;

/** A command that did not do its job. Its message is all that a user needs to see. */
export class CommandError extends Error {
  name = 'CommandError';
}

/**
 * @param {string[]} command
 * @param {import('node:child_process').StdioOptions} stdio
 * @returns {Promise<string | undefined>} why it failed, if it did
 */
function failureOf(command, stdio) {
  return new Promise((resolve) => {
    const [file, ...args] = command;
    const child = spawn(file, args, { cwd: root, stdio });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`));
    });
  });
}

/**
 * Runs a command whose output matters only if it fails.
 *
 * @param {string} log name of the file in build/logs that gets the output
 * @param {string[]} command
 */
export async function run(log, command) {
  mkdirSync(inRoot('build/logs'), { recursive: true });
  const path = `build/logs/${log}.log`;
  const file = openSync(inRoot(path), 'w');
  writeSync(file, `$ ${command.join(' ')}\n`);
  const failure = await failureOf(command, ['ignore', file, file]);
  if (failure === undefined) return;
  const tail = readFileSync(inRoot(path), 'utf8').trimEnd().split('\n').slice(-tailLines);
  throw new CommandError(`${tail.join('\n')}\n\nFailed (${failure}). All of its output: ${path}`);
}

/**
 * Runs a command that talks to the user itself.
 *
 * @param {string[]} command
 */
export async function show(command) {
  const failure = await failureOf(command, ['ignore', 'inherit', 'inherit']);
  if (failure !== undefined) throw new CommandError(`Failed (${failure}): ${command.join(' ')}`);
}

/**
 * Asks a tool something. `undefined` if it is not there, or fails.
 *
 * @param {string[]} command
 * @param {string} [input]
 * @returns {Promise<string | undefined>} what it prints
 */
export function ask(command, input) {
  return new Promise((resolve) => {
    const [file, ...args] = command;
    const child = spawn(file, args, { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.stdin.on('error', () => {}); // a tool need not read its input
    child.stdin.end(input);
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? output.trim() : undefined));
  });
}

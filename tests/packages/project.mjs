// The project of a target in build/packages: its files, its tools, and the packed package installed
// over them.

import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import { exec } from './exec.mjs';

/** Why a target could not be tried: that says nothing about the package. */
export class NotRunError extends Error {
  name = 'NotRunError';
}

const folder = inRoot('build/packages');

/** @returns {Promise<string>} the tarball of this checkout's dist, as npm would publish it */
export async function pack() {
  mkdirSync(folder, { recursive: true });
  const npm = ['npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { status, stdout, stderr } = await exec(npm, inRoot('.'));
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  const [{ filename }] = JSON.parse(stdout);
  return join(folder, filename);
}

/**
 * Installs are kept, and repeated only if what is to be installed has changed.
 *
 * @param {import('./targets.mjs').Target} target
 * @param {string} tarball
 * @returns {Promise<string>} the folder of the project
 * @throws {NotRunError} if its tools cannot be had
 */
export async function prepare({ name, afterInstall }, tarball) {
  const project = join(folder, name);
  mkdirSync(project, { recursive: true });
  for (const entry of readdirSync(project)) {
    if (entry !== 'node_modules') rmSync(join(project, entry), { recursive: true, force: true });
  }
  cpSync(inRoot('tests/packages/shared'), project, { recursive: true });
  cpSync(inRoot(`tests/packages/${name}`), project, { recursive: true });
  cpSync(inRoot('tests/packages/npmrc'), join(project, '.npmrc'));

  const lock = join(project, 'package-lock.json');
  const commands = [['npm', 'ci', '--ignore-scripts'], ...(afterInstall ? [afterInstall] : [])];
  if (existsSync(lock)) await once(project, '.tools', lock, commands);
  await once(project, '.package', tarball, [
    ['npm', 'install', '--no-save', '--no-package-lock', '--offline', '--ignore-scripts', tarball],
  ]);
  return project;
}

/**
 * Runs commands unless they were run for the same content of a file.
 *
 * @param {string} project
 * @param {string} stamp
 * @param {string} file
 * @param {string[][]} commands
 */
async function once(project, stamp, file, commands) {
  const path = join(project, 'node_modules', stamp);
  const now = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (existsSync(path) && readFileSync(path, 'utf8') === now) return;
  rmSync(path, { force: true });
  for (const command of commands) {
    const { status, stdout, stderr } = await exec(command, project);
    if (status === 0) continue;
    const why = firstError(stderr) ?? firstError(stdout) ?? `exit code ${status}`;
    throw new NotRunError(`${command.slice(0, 2).join(' ')}: ${why}`);
  }
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  writeFileSync(path, now);
}

/**
 * @param {string} output
 * @returns {string | undefined} the line that tells most
 */
function firstError(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /error/i.test(line)) ?? lines[0];
}

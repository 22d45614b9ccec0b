// Which results are up to date: those made from the very same inputs, by content.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

/**
 * Does `work` unless it has been done already.
 *
 * @param {string} name
 * @param {object} step
 * @param {string[]} step.inputs files and folders
 * @param {string[]} step.outputs
 * @param {string} [step.toolchain] another result of it is another input
 * @param {() => Promise<void>} step.work
 */
export async function unlessFresh(name, { inputs, outputs, toolchain = '', work }) {
  const stamp = inRoot(`build/${name}.sha256`);
  const hash = createHash('sha256').update(toolchain);
  for (const path of inputs.flatMap(filesIn)) hash.update(path).update(readFileSync(inRoot(path)));
  const now = hash.digest('hex');
  const complete = [stamp, ...outputs.map(inRoot)].every((path) => existsSync(path));
  if (complete && readFileSync(stamp, 'utf8') === now) return;
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(inRoot('build'), { recursive: true });
  writeFileSync(stamp, now);
}

/**
 * @param {string} path
 * @returns {string[]} itself, or the files of the folder, in a fixed order
 */
function filesIn(path) {
  let entries;
  try {
    entries = readdirSync(inRoot(path), { withFileTypes: true });
  } catch {
    return [path];
  }
  return entries
    .map((entry) => `${path}/${entry.name}`)
    .sort()
    .flatMap(filesIn);
}

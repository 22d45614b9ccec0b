// What the figures depend on besides the code.

import { readFileSync } from 'node:fs';
import { cpus, type } from 'node:os';
import { inRoot } from '../scripts/paths.mjs';
import { libraries, ours } from './contenders/index.mjs';

export function machine() {
  const [{ model }] = cpus();
  const { node, v8 } = process.versions;
  const system = `${type()} ${process.arch}`;
  return `${model.trim()}, ${cpus().length} cores, ${system}, Node ${node}, V8 ${v8}`;
}

/** @returns {Record<string, string>} by name */
export function versions() {
  const versionIn = (/** @type {string} */ path) =>
    JSON.parse(readFileSync(inRoot(path), 'utf8')).version;
  return Object.fromEntries(
    libraries.flatMap(({ name, package: installed }) => {
      if (name === ours) return [[name, versionIn('package.json')]];
      if (installed === undefined) return [];
      return [[name, versionIn(`bench/node_modules/${installed}/package.json`)]];
    }),
  );
}

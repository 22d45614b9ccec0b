// Set-up of the benchmarks: the peers are installed, and ours is built, if that is not up to date.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from '../scripts/build.mjs';
import { inRoot } from '../scripts/paths.mjs';
import { run } from '../scripts/run.mjs';
import { timed } from '../scripts/say.mjs';
import { setup } from '../scripts/setup.mjs';

export async function prepare() {
  await build(await setup('start'));
  await installPeers();
  // A copy, so that a build during a run does not change what is measured.
  rmSync(inRoot('build/bench/dist'), { recursive: true, force: true });
  cpSync(inRoot('dist'), inRoot('build/bench/dist'), { recursive: true });
}

/** `npm ci`, unless bench/node_modules is what its package-lock.json says. */
async function installPeers() {
  const stamp = inRoot('bench/node_modules/.package-lock.sha256');
  const hash = createHash('sha256')
    .update(readFileSync(inRoot('bench/package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await timed('Installing the libraries to compare with', () =>
    run('bench-npm-ci', ['npm', 'ci', '--prefix', 'bench', '--no-audit', '--no-fund']),
  );
  writeFileSync(stamp, hash);
}

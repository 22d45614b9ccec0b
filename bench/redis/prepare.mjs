// Set-up: ours is built, and what it is compared with is installed.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { build } from '../../scripts/build.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { ask, run } from '../../scripts/run.mjs';
import { timed } from '../../scripts/say.mjs';
import { setup } from '../../scripts/setup.mjs';

/** @returns {Promise<string>} what the figures depend on besides the code */
export async function prepare() {
  const load = loadavg()[0].toFixed(1); // before anything of ours runs
  await build(await setup('test'));
  const lock = readFileSync(inRoot('bench/redis/package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = inRoot('bench/redis/node_modules/.package-lock.sha256');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
    await timed('Installing what to compare with', () =>
      run('bench-redis-npm-ci', [
        'npm',
        'ci',
        '--prefix',
        'bench/redis',
        '--no-audit',
        '--no-fund',
      ]),
    );
    writeFileSync(stamp, hash);
  }
  const versionIn = (path) => JSON.parse(readFileSync(inRoot(path), 'utf8')).version;
  const server = (await ask([process.env.REDIS_SERVER ?? 'redis-server', '--version'])) ?? '';
  const cores = cpus();
  return [
    `Redis ${server.match(/v=(\S+)/)?.[1]}`,
    `node-redis ${versionIn('node_modules/redis/package.json')}`,
    `BullMQ ${versionIn('bench/redis/node_modules/bullmq/package.json')}`,
    `Node ${process.versions.node}`,
    `${cores[0].model.trim()}, ${cores.length} cores, load ${load} at the start`,
  ].join(', ');
}

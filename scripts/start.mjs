// npm start: sets up and builds what is missing or stale, then runs the example agent.
//
//   npm start                       audits this checkout
//   npm start -- /some/other/repo   audits that one

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { build } from './build.mjs';
import { inRoot } from './paths.mjs';
import { command } from './say.mjs';
import { setup } from './setup.mjs';

await command(async () => {
  await build(await setup('start'));
  // Relative to where npm was called, which is not where npm runs this.
  const folders = process.argv.slice(2).map((path) => resolve(process.env.INIT_CWD ?? '.', path));
  const args = [inRoot('examples/agent.mjs'), ...folders];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
});

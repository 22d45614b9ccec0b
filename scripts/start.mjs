// npm start: sets up and builds what is missing or stale, then runs the example agent.
//
//   npm start                       audits this checkout
//   npm start -- /some/other/repo   audits that one

import { spawnSync } from 'node:child_process';
import { build } from './build.mjs';
import { inRoot } from './paths.mjs';
import { command } from './say.mjs';
import { setup } from './setup.mjs';

await command(async () => {
  await build(await setup('start'));
  const args = [inRoot('examples/agent.mjs'), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
});

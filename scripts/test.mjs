// npm test: sets up and builds what is missing or stale, then runs every stage, or those named.
//
//   npm test                    all of them
//   npm test -- native browser  only these

import { build } from './build.mjs';
import { CommandError } from './run.mjs';
import { command, seconds } from './say.mjs';
import { setup } from './setup.mjs';
import { stages } from './stages.mjs';

/** @param {string[]} names */
function select(names) {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    const known = stages.map(({ name }) => name).join(', ');
    throw new CommandError(`No such stage: ${unknown.join(', ')}. There are ${known}.`);
  }
  return names.length === 0 ? stages : stages.filter(({ name }) => names.includes(name));
}

/**
 * @param {import('./stages.mjs').Stage} stage
 * @param {Map<string, string>} tools
 */
async function runStage({ name, title, run }, tools) {
  console.log(
    `\n── ${title} (${name}) ${'─'.repeat(Math.max(0, 76 - title.length - name.length))}\n`,
  );
  const start = performance.now();
  let passed = true;
  try {
    await run(tools);
  } catch (error) {
    console.error(`\n${error.message}`);
    passed = false;
  }
  return { name, passed, took: seconds(performance.now() - start) };
}

await command(async () => {
  const selected = select(process.argv.slice(2));
  const tools = await setup('test');
  await build(tools);

  const results = [];
  for (const stage of selected) results.push(await runStage(stage, tools));

  console.log(`\n${'─'.repeat(84)}\n`);
  for (const { name, passed, took } of results) {
    console.log(`${passed ? 'pass' : 'FAIL'}  ${name.padEnd(10)}${took.padStart(8)}`);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  console.log(`\n${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});

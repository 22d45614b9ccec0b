// What the scripts print: one short line per step.

/** @param {string} text */
export const say = (text) => console.log(`• ${text}`);

/**
 * Says what is done, and afterwards how long it took.
 *
 * @template T
 * @param {string} text
 * @param {() => Promise<T>} work
 */
export async function timed(text, work) {
  say(`${text} …`);
  const start = performance.now();
  const result = await work();
  say(`${text} — ${seconds(performance.now() - start)}`);
  return result;
}

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Runs a script's main function. What was thrown on purpose is shown as its message, anything else
 * as a bug of ours.
 *
 * @param {() => Promise<void>} main
 */
export async function command(main) {
  try {
    await main();
  } catch (error) {
    console.error(`\n${error?.name === 'CommandError' ? error.message : (error?.stack ?? error)}`);
    process.exitCode = 1;
  }
}

// Modules of Node, asked of the running process and not imported, so that browsers, bundlers and other
// runtimes need not have them.

/**
 * @param {string} name such as 'node:fs'
 * @returns {any} the module; undefined where there is none
 */
export function builtin(name) {
  const { process } =
    /** @type {{ process?: { getBuiltinModule?: (name: string) => unknown } }} */ (globalThis);
  try {
    return process?.getBuiltinModule?.(name);
  } catch {
    return undefined; // the edge runtime of Next has the function, and it throws whatever it is asked
  }
}

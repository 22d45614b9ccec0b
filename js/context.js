// The async context of a publisher, for deliveries that happen later.

/** @typedef {(call: () => void) => void} RunInContext */

/**
 * @typedef {object} Node what there is of it, where this runs
 * @property {{
 *   getBuiltinModule?: (name: string) => {
 *     AsyncLocalStorage: { snapshot: () => RunInContext },
 *   },
 * }} [process]
 */

// Not imported, so that browsers and bundlers need not have it.
const { process } = /** @type {Node} */ (globalThis);
const asyncHooks = process?.getBuiltinModule?.('node:async_hooks');

/**
 * What runs a call in the context that `captureContext` was called in: Node's AsyncLocalStorage.
 * Elsewhere there is none to keep.
 *
 * @type {() => RunInContext}
 */
export const captureContext = asyncHooks
  ? () => asyncHooks.AsyncLocalStorage.snapshot()
  : () => (call) => call();

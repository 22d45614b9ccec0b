// The async context of a publisher, for deliveries that happen later.

/** @typedef {(call: () => void) => void} RunInContext */

/**
 * @typedef {object} Node what there is of it, where this runs
 * @property {{
 *   getBuiltinModule?: (name: string) => {
 *     AsyncResource: new (type: string) => { runInAsyncScope: (call: () => void) => void },
 *   },
 * }} [process]
 */

/**
 * What runs a call in the context that `captureContext` was called in: Node's AsyncLocalStorage.
 * Elsewhere there is none to keep.
 *
 * @type {() => RunInContext}
 */
export const captureContext = /* @__PURE__ */ (() => {
  // Not imported, so that browsers and bundlers need not have it.
  const { process } = /** @type {Node} */ (globalThis);
  const asyncHooks = process?.getBuiltinModule?.('node:async_hooks');
  if (asyncHooks === undefined) return () => (call) => call();
  return () => {
    // A resource, for AsyncLocalStorage.snapshot() takes 70 times as long in Node 20.
    const resource = new asyncHooks.AsyncResource('EventBusDelivery');
    return (call) => resource.runInAsyncScope(call);
  };
})();

// The async context of a publisher, for deliveries that happen later.

import { builtin } from './builtin.js';

/** @typedef {(call: () => void) => void} RunInContext */

/**
 * What runs a call in the context that `captureContext` was called in: Node's AsyncLocalStorage.
 * Elsewhere there is none to keep.
 *
 * @type {() => RunInContext}
 */
export const captureContext = /* @__PURE__ */ (() => {
  /** @type {{ AsyncResource: new (type: string) => { runInAsyncScope: RunInContext } } | undefined} */
  const asyncHooks = builtin('node:async_hooks');
  if (asyncHooks === undefined) return () => (call) => call();
  return () => {
    // A resource, for AsyncLocalStorage.snapshot() takes 70 times as long in Node 20.
    const resource = new asyncHooks.AsyncResource('EventBusDelivery');
    return (call) => resource.runInAsyncScope(call);
  };
})();

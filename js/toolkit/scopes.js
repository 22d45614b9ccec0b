// Which run, turn or call the code that runs just now belongs to.
//
// In Node it is known across `await`, by AsyncLocalStorage. Elsewhere nothing is, and whoever has
// runs at the same time uses the scope objects that `run` and `turn` hand to their bodies.

import { builtin } from '../builtin.js';

/**
 * @typedef {object} Scope what an event of a call says of where it happened
 * @property {string | undefined} runId
 * @property {string | undefined} parentId the callId of the turn or call around it, or the runId
 * @property {string | undefined} agent
 * @property {{ turns: number } | undefined} run counts its turns
 * @property {Scope | undefined} outer
 *
 * @typedef {object} Storage AsyncLocalStorage
 * @property {() => Scope | undefined} getStore
 * @property {<T>(scope: Scope, call: () => T) => T} run
 */

/** @type {Scope} */
const NOWHERE = Object.freeze({
  runId: undefined,
  parentId: undefined,
  agent: undefined,
  run: undefined,
  outer: undefined,
});

/** Each bus has its own, so that a run on one is none on another. @type {WeakMap<object, Storage>} */
const storages = new WeakMap();

/** @type {Storage} */
const none = { getStore: () => undefined, run: (_scope, call) => call() };

/**
 * @param {object} bus
 * @returns {Storage}
 */
export function storageOf(bus) {
  let storage = storages.get(bus);
  if (storage === undefined) {
    /** @type {{ AsyncLocalStorage: new () => Storage } | undefined} */
    const asyncHooks = builtin('node:async_hooks');
    storage = asyncHooks === undefined ? none : new asyncHooks.AsyncLocalStorage();
    storages.set(bus, storage);
  }
  return storage;
}

/**
 * The scope of the running code; of an explicit scope itself, unless the code runs inside it, in a
 * narrower one.
 *
 * @param {Storage} storage
 * @param {Scope | undefined} explicit
 */
export function currentScope(storage, explicit) {
  const running = storage.getStore();
  if (explicit === undefined) return running ?? NOWHERE;
  for (let scope = running; scope !== undefined; scope = scope.outer) {
    if (scope === explicit) return /** @type {Scope} */ (running);
  }
  return explicit;
}

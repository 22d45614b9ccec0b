// What several tests need: unhandled rejections as data, garbage collection, promises to settle.

import assert from 'node:assert/strict';
import { afterEach, beforeEach } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * From now on each test of the file gets the reasons of unhandled rejections, which the test runner
 * would otherwise take for failures, in the list returned here. Those that a test has not taken out
 * by its end fail it.
 */
export function recordUnhandled() {
  const reasons = [];
  const record = (reason) => reasons.push(reason);
  let listenersOfRunner;
  beforeEach(() => {
    listenersOfRunner = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', record);
  });
  afterEach(async () => {
    await settle();
    process.off('unhandledRejection', record);
    for (const listener of listenersOfRunner) process.on('unhandledRejection', listener);
    assert.deepEqual(reasons.splice(0), [], 'unhandled rejections that no test expected');
  });
  return {
    /** Waits until Node has noticed what nobody handles, and takes it out. */
    async take() {
      await settle();
      return reasons.splice(0);
    },
  };
}

/** Long enough for Node to notice rejections that nobody handled, and for short timers. */
export const settle = () => delay(5);

/** A promise and what settles it. */
export function deferred() {
  let resolve;
  let reject;
  const promise = new Promise((...functions) => {
    [resolve, reject] = functions;
  });
  return { promise, resolve, reject };
}

/** 'pending', or what became of it: so that a test fails instead of waiting for ever. */
export async function stateOf(promise) {
  promise.catch(() => {});
  await settle();
  const pending = Symbol('pending');
  try {
    const value = await Promise.race([promise, pending]);
    return value === pending ? 'pending' : { resolved: value };
  } catch (error) {
    return { rejected: error };
  }
}

/** A handler that records its events in `seen`, and ends each call when the test says so. */
export function manual() {
  const seen = [];
  const open = [];
  const handler = (_topic, event) => {
    const { promise, ...ends } = deferred();
    seen.push(event);
    open.push(ends);
    return promise;
  };
  /** Ends the oldest call that is open, and lets what follows from it happen. */
  const finish = async () => {
    open.shift().resolve();
    await settle();
  };
  const fail = async (reason) => {
    open.shift().reject(reason);
    await settle();
  };
  return { handler, seen, open, finish, fail };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Collects what nobody holds, also what only finalizers let go of. */
export async function collectGarbage() {
  for (let i = 0; i < 3; i++) {
    await delay(1); // a WeakRef keeps its target to the end of the job
    collect();
  }
  await delay(1); // finalizers are jobs of their own
}

// 100,000 handlers that fail in random ways, with random onErrors, under every kind of publish: all
// are called, and each error turns up exactly once, where the contract says. AEB_SEED sets the seed,
// AEB_HANDLERS the effort.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { EventBus } from '../../js/index.js';
import { generator } from './generator.js';

const seed = Number(process.env.AEB_SEED ?? Math.floor(Math.random() * 2 ** 31));
const handlers = Number(process.env.AEB_HANDLERS ?? 100_000);

/** What each error was made for, and where it turned up. */
const errors = new Map();
const unknown = [];

/** An error is found as itself, or in an AggregateError that the bus made. */
function turnUp(value, place) {
  const found = errors.get(value);
  if (found !== undefined) found.places.push(place);
  else if (value instanceof AggregateError) for (const one of value.errors) turnUp(one, place);
  else unknown.push([place, value]);
}

let listenersOfRunner;
before(() => {
  listenersOfRunner = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => turnUp(reason, 'unhandled'));
});
after(() => {
  process.removeAllListeners('unhandledRejection');
  for (const listener of listenersOfRunner) process.on('unhandledRejection', listener);
});

const random = generator(seed);
const pick = (list) => list[random(list.length)];

function makeError(by) {
  const number = errors.size;
  const error = pick([
    () => new Error(`error ${number}`),
    () => new AggregateError([`part of ${number}`], 'of a handler'), // which stays whole
    () => Symbol(number),
    () => `error ${number}`,
    () => Object.freeze({ number }),
  ])();
  errors.set(error, { by, places: [] });
  return error;
}

function fail(by) {
  throw makeError(by);
}

/** Its error exists before anyone looks at `then`, and so is missed should nobody. */
function thenable(fails) {
  const error = makeError('async');
  // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
  return { then: (_resolve, reject) => fails(error, reject) };
}

const SYNC = {
  throws: () => fail('sync'),
  'returns what is no promise': () => pick([undefined, null, 0, 'text', {}, { done: true }]),
  'returns a thenable whose then cannot be read': () => ({
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    get then() {
      return fail('sync');
    },
  }),
};
const ASYNC = {
  'rejects at once': () => Promise.reject(makeError('async')),
  rejects: async () => {
    await undefined;
    fail('async');
  },
  'rejects in another turn': async () => {
    await turn();
    fail('async');
  },
  resolves: async () => turn(),
  'returns a thenable that rejects': () =>
    thenable((error, reject) => {
      reject(error);
    }),
  'returns a thenable that throws': () =>
    thenable((error) => {
      throw error;
    }),
  'returns a thenable that does it twice': () =>
    thenable((error, reject) => {
      reject(error);
      reject('never seen');
      throw 'never seen';
    }),
};
const WAYS = [...Object.values(SYNC), ...Object.values(ASYNC)];

/** Undefined; or it takes what it gets, throws it again, or throws another. */
function makeOnError(place) {
  const way = pick(['none', 'none', 'takes', 'throws', 'rethrows']);
  if (way === 'none') return undefined;
  return (error) => {
    if (way === 'takes') turnUp(error, place);
    else if (way === 'throws') fail('onError');
    else throw error;
  };
}

/** @param {'publish' | 'publishAsync' | 'serial' | 'aborted'} how */
async function publishOnce(bus, how) {
  if (how === 'publish') {
    try {
      return bus.publish('t');
    } catch (error) {
      turnUp(error, 'thrown');
      return undefined;
    }
  }
  const controller = new AbortController();
  const options = { serial: how === 'serial', signal: controller.signal };
  const result = bus.publishAsync('t', undefined, options);
  if (how === 'aborted') controller.abort('given up');
  try {
    return await result;
  } catch (error) {
    if (error !== 'given up') turnUp(error, 'rejected');
    return undefined;
  }
}

/** Where an error turns up that no onError took, by what caused it. */
const LEFT = {
  publish: { sync: ['thrown'], async: ['unhandled'], onError: ['thrown', 'unhandled'] },
  publishAsync: { sync: ['rejected'], async: ['rejected'], onError: ['rejected'] },
};
LEFT.serial = LEFT.publishAsync;
// Where all were done before it was aborted, it rejects as any.
LEFT.aborted = Object.fromEntries(
  Object.keys(LEFT.publish).map((by) => [by, ['rejected', 'unhandled']]),
);
// What a mailbox holds back fails when `publish` has returned.
LEFT.overlapping = Object.fromEntries(
  Object.keys(LEFT.publish).map((by) => [by, ['thrown', 'rejected', 'unhandled']]),
);

async function round() {
  const bus = new EventBus({ onError: makeOnError('bus') });
  const publishes = 1 + random(4);
  const calls = [];
  for (let i = 0; i < 25; i++) {
    calls.push(0);
    const concurrency = pick([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1, 2]);
    const handler = () => {
      calls[i]++;
      return pick(WAYS)();
    };
    bus.subscribe('t', handler, { concurrency, onError: makeOnError('own') });
  }
  for (let i = 0; i < publishes; i++) {
    const how = pick(Object.keys(LEFT));
    const first = errors.size;
    const delivered = await publishOnce(bus, how);
    await bus.idle();
    await turn(); // in which Node tells of unhandled rejections
    if (delivered !== undefined) assert.equal(delivered, calls.length);
    checkPlaces([...errors.entries()].slice(first), how);
    assert.deepEqual([...new Set(calls)], [i + 1], 'everyone was called once');
  }
  // Once more, overlapping: mailboxes fill up.
  const first = errors.size;
  const all = ['publish', 'serial', 'publishAsync', 'publish'].map((how) => publishOnce(bus, how));
  await Promise.all(all);
  await bus.idle();
  await turn();
  assert.deepEqual([...new Set(calls)], [publishes + all.length], 'everyone was called each time');
  checkPlaces([...errors.entries()].slice(first), 'overlapping');
  assert.deepEqual(unknown, []);
  errors.clear();
  return calls.length * (publishes + all.length);
}

function checkPlaces(some, how) {
  for (const [error, { by, places }] of some) {
    const what = `${inspect(error)} (${by})`;
    assert.equal(places.length, 1, `${what} turned up ${places.length} times: ${places}`);
    const allowed = ['own', 'bus', ...LEFT[how][by]];
    assert(allowed.includes(places[0]), `${what} turned up as ${places[0]} under ${how}`);
  }
}

test(`random failures starve nobody, and no error is lost or reported twice (seed ${seed})`, async (t) => {
  t.diagnostic(`seed ${seed}, ${handlers} handlers`);
  let called = 0;
  while (called < handlers) called += await round();
});

// Hostile topics and patterns: no crash, no hang, nothing polluted, typed errors, exact delivery, and
// the bus works after each. AEB_SEED sets the seed, AEB_HOSTILE the number of random ones.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { EventBus, TopicError } from '../../js/index.js';
import { generator } from './generator.js';
import { hostileTopics, hostileValues, oracleMatches, valid } from './hostile-topics.js';

const seed = Number(process.env.AEB_SEED ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(process.env.AEB_HOSTILE ?? 10_000);

/** What a prototype has; a new key, or a changed value, is pollution. */
const guarded = [Object, Function, Array, String, Map, Set, Promise, Error].map((type) => ({
  prototype: type.prototype,
  descriptors: Object.getOwnPropertyDescriptors(type.prototype),
}));
function assertNothingPolluted() {
  assert.equal({}.polluted, undefined);
  for (const { prototype, descriptors } of guarded) {
    assert.deepEqual(Reflect.ownKeys(prototype), Reflect.ownKeys(descriptors));
  }
}

// One bus for all of them, so that what one breaks shows with the next.
const bus = new EventBus();
const seen = [];
bus.subscribe('**', (topic) => seen.push(topic));
bus.subscribe('still.alive', () => {}, { priority: 1 });
const others = ['a', 'a.b', 'x.y', '__proto__', 'constructor.prototype', '🙂.a', 'a.a.a.b'];

function assertAlive() {
  assert.equal(bus.size, 2);
  assert.equal(bus.publish('still.alive'), 2);
  assert.equal({}.polluted, undefined);
}

/** Whether `act` was refused, which must be by a TopicError of that code and input. */
function refused(code, input, act) {
  try {
    act();
    return false;
  } catch (error) {
    if (!(error instanceof TopicError)) throw error;
    assert.equal(error.code, code);
    assert(Object.is(error.input, input) || Array.isArray(input), 'the input is in the error');
    assert(error.message.length < 700, `${error.message.length} characters`);
    assert(error.index === undefined || Number.isInteger(error.index));
    return true;
  }
}

const noTopic = 'ERR_INVALID_TOPIC';
const noPattern = 'ERR_INVALID_PATTERN';

/** Uses `text` in every way, and returns how long the bus took, in ms. */
function attack(text) {
  const topicIsValid = valid('topic', text);
  const patternIsValid = valid('pattern', text);
  const begin = performance.now();

  let calls = 0;
  let subscription;
  const wasRefused = refused(noPattern, text, () => {
    subscription = bus.subscribe(text, () => calls++);
  });
  assert.equal(wasRefused, !patternIsValid, 'as a pattern');
  seen.length = 0;
  for (let i = 0; i < 3; i++) {
    let delivered;
    const refusal = refused(noTopic, text, () => {
      delivered = bus.publish(text, i);
    });
    assert.equal(refusal, !topicIsValid, 'as a topic');
    assert.equal(delivered, topicIsValid ? 2 : undefined);
  }
  assert.equal(calls, topicIsValid ? 3 : 0);
  assert.deepEqual(seen, topicIsValid ? [text, text, text] : []);
  refused(noTopic, text, () => bus.matching(text));
  refused(noPattern, text, () => bus.events(text).return());
  const took = performance.now() - begin;

  if (patternIsValid) {
    const like = text.replaceAll('**', 'x.y').replaceAll('*', 'x');
    for (const topic of valid('topic', like) ? [like, ...others] : others) {
      const matches = oracleMatches(text, topic);
      assert.equal(EventBus.matches(text, topic), matches, `matches ${topic}`);
      assert.equal(bus.publish(topic), matches ? 2 : 1, `a publish of ${topic}`);
    }
    assert.equal(subscription.unsubscribe(), true);
  } else {
    const message = 'by EventBus.matches';
    assert(
      refused(noPattern, text, () => EventBus.matches(text, 'a')),
      message,
    );
  }
  if (!topicIsValid) {
    assert(
      refused(noTopic, text, () => EventBus.matches('**', text)),
      'by EventBus.matches',
    );
  }
  assertAlive();
  return took;
}

const slowest = { took: 0, name: '' };
function timed(name, text) {
  const took = attack(text);
  if (took > slowest.took) Object.assign(slowest, { took, name });
}

after(assertNothingPolluted);

describe('hostile topics and patterns', () => {
  test('there are 300 of them, each with its own name', () => {
    const names = hostileTopics.map(([name]) => name);
    assert(names.length + Object.keys(hostileValues).length >= 300, `${names.length}`);
    assert.equal(new Set(names).size, names.length);
  });

  for (const [name, text] of hostileTopics) test(name, () => timed(name, text));

  for (const [name, value] of Object.entries(hostileValues)) {
    test(`${name}, which is no string`, async () => {
      assert(
        refused(noTopic, value, () => bus.publish(value)),
        'publish',
      );
      assert(
        refused(noTopic, value, () => bus.matching(value)),
        'matching',
      );
      for (const pattern of [value, ['a', value], [value, 'a']]) {
        assert(
          refused(noPattern, pattern, () => bus.subscribe(pattern, () => {})),
          'subscribe',
        );
        assert(
          refused(noPattern, pattern, () => bus.events(pattern)),
          'events',
        );
        await assert.rejects(bus.once(pattern), { code: noPattern });
      }
      await assert.rejects(bus.publishAsync(value), { code: noTopic });
      assertAlive();
    });
  }

  test('the slowest of them', (t) => {
    t.diagnostic(`${slowest.took.toFixed(2)} ms: ${slowest.name}`);
    assertNothingPolluted();
  });
});

test(`${count} random hostile topics and patterns (seed ${seed})`, (t) => {
  const random = generator(seed);
  const pick = (list) => list[random(list.length)];
  const letters = [
    'a',
    'b',
    'é',
    '日',
    '🙂',
    ' ',
    '*',
    '**',
    '.',
    '.',
    '.',
    '..',
    '\0',
    '\n',
    '\x7f',
  ];
  const surrogates = ['\ud800', '\udbff', '\udc00', '\udfff'];
  const words = hostileTopics.map(([, text]) => text).filter((text) => text.length < 200);
  const anyUnit = () => String.fromCharCode(random(0x10000));
  const makers = [
    () => Array.from({ length: random(12) }, () => pick(letters)).join(''),
    () => Array.from({ length: 1 + random(6) }, () => pick(words)).join('.'),
    () => Array.from({ length: 1 + random(8) }, () => pick(['*', '**', 'a', 'b'])).join('.'),
    () => Array.from({ length: random(40) }, anyUnit).join(''),
    () => pick(words).replace(/./u, () => pick([...letters, ...surrogates])),
    () => `${pick(words)}${pick(surrogates)}${pick(words)}`,
    () => pick(['a', 'é', '日', '🙂', 'a.', '*.', '**.', '\ud83d']).repeat(random(4_200)),
    () => {
      const text = pick(words);
      const at = random(text.length + 1);
      return text.slice(0, at) + anyUnit() + text.slice(at);
    },
  ];
  let accepted = 0;
  let total = 0;
  let worst = 0;
  for (let i = 0; i < count; i++) {
    const text = pick(makers)();
    try {
      const took = attack(text);
      total += took;
      worst = Math.max(worst, took);
    } catch (error) {
      const shown = JSON.stringify(text).slice(0, 300);
      throw new Error(`number ${i} of seed ${seed}: ${shown}`, { cause: error });
    }
    if (valid('pattern', text)) accepted++;
  }
  t.diagnostic(
    `seed ${seed}: ${accepted} accepted, ${count - accepted} refused; ` +
      `${((1_000 * total) / count).toFixed(0)} µs each, the slowest ${worst.toFixed(2)} ms`,
  );
  assert(accepted > count / 20 && accepted < count);
  assertNothingPolluted();
  assert(bus.stats().cachedTopics < 40_000);
});

describe('hostile lists of patterns', () => {
  test('a list that says something else each time it is read is read once', () => {
    let reads = 0;
    const list = new Proxy(['a'], {
      get: (target, key) => (key === '0' && reads++ > 0 ? Symbol('changed') : target[key]),
    });
    const subscription = bus.subscribe(list, () => {});
    assert.deepEqual(subscription.pattern, ['a']);
    assert.equal(reads, 1);
    assert.equal(subscription.unsubscribe(), true);
    assertAlive();
  });

  test('a list whose iterator throws changes nothing', () => {
    const list = ['a', 'b'];
    list[Symbol.iterator] = function* () {
      yield 'a';
      throw new Error('iterator');
    };
    assert.throws(() => bus.subscribe(list, () => {}), /iterator/);
    assertAlive();
  });

  test('a list of 2^32 - 1 holes is refused at the first', () => {
    const pattern = Array(2 ** 32 - 1);
    assert(refused(noPattern, pattern, () => bus.subscribe(pattern, () => {})));
    assertAlive();
  });

  test('10,000 patterns are one subscription, and all go with it', () => {
    const { coreNodes } = bus.stats();
    const list = Array.from({ length: 10_000 }, (_, i) => `many.${i}.${i % 2 ? '*' : '**'}`);
    const subscription = bus.subscribe(list, () => {});
    assert.equal(bus.publish('many.9999.x'), 2);
    subscription.unsubscribe();
    assert.equal(bus.stats().coreNodes, coreNodes);
    assertAlive();
  });

  test('one bad pattern at the end of 10,000 refuses all of them', () => {
    const { coreNodes, coreSegments } = bus.stats();
    const list = Array.from({ length: 10_000 }, (_, i) => `most.${i}`).concat('most..bad');
    assert(refused(noPattern, list, () => bus.subscribe(list, () => {})));
    assert.equal(bus.publish('most.1'), 1);
    assert.deepEqual([bus.stats().coreNodes, bus.stats().coreSegments], [coreNodes, coreSegments]);
    assertAlive();
  });
});

describe('hostile events and handlers', () => {
  test('an event may be anything, and is never looked at', () => {
    const trap = new Proxy({}, new Proxy({}, { get: (_, name) => () => assert.fail(name) }));
    const events = [];
    const subscription = bus.subscribe('e', (_topic, event) => events.push(event) && undefined);
    const given = [trap, Object.create(null), Symbol('s'), 10n, () => {}, Number.NaN];
    for (const event of given) bus.publish('e', event);
    assert(given.every((event, i) => Object.is(event, events[i])));
    subscription.unsubscribe();
  });

  test('promises of a hostile make are followed, and block nothing', async () => {
    const broken = (change) => {
      const promise = Promise.reject('inner');
      promise.catch(() => {});
      change(promise);
      return promise;
    };
    const results = {
      'a constructor that throws': broken((promise) =>
        Object.defineProperty(promise, 'constructor', {
          get() {
            throw 'constructor';
          },
        }),
      ),
      'a species that throws': broken((promise) => {
        promise.constructor = {
          get [Symbol.species]() {
            throw 'species';
          },
        };
      }),
      'a subclass': new (class extends Promise {})((_resolve, reject) => reject('inner')),
      'a then of its own': broken((promise) => {
        // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
        promise.then = (_resolve, reject) => reject('own then');
      }),
      'another realm': runInNewContext("Promise.reject('inner')"),
      'a function with then': Object.assign(() => {}, {
        // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
        then: (_resolve, reject) => reject('function'),
      }),
      'a then that calls both and throws': {
        // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
        then(resolve, reject) {
          reject('first');
          resolve();
          reject('again');
          throw 'more';
        },
      },
    };
    const told = [];
    const own = new EventBus({ onError: (error) => told.push(error) });
    for (const result of Object.values(results)) own.once('t', () => result, { concurrency: 1 });
    assert.equal(await own.publishAsync('t'), Object.keys(results).length);
    await own.idle();
    const expected = ['constructor', 'species', 'inner', 'own then', 'inner', 'function', 'first'];
    assert.deepEqual(told.toSorted?.() ?? [...told].sort(), expected.sort());
  });

  test('errors that cannot be shown are thrown as they are', () => {
    const own = new EventBus();
    const hostile = [
      Object.assign(new Error('m'), { message: Symbol('s') }),
      Object.assign(new Error('m'), { message: { toString: () => assert.fail('shown') } }),
      Object.create(null),
      Symbol('s'),
      new Proxy(new Error('m'), { get: () => assert.fail('read') }),
    ];
    for (const error of hostile) {
      own.subscribe('t', () => {
        throw error;
      });
    }
    assert.throws(
      () => own.publish('t'),
      ({ errors }) => errors.every((error, i) => error === hostile[i]) && errors.length === 5,
    );
  });

  test('100,000 handlers that throw are all called, in no more than linear time', () => {
    const own = new EventBus();
    for (let i = 0; i < 100_000; i++) {
      own.subscribe('t', () => {
        throw i;
      });
    }
    assert.throws(
      () => own.publish('t'),
      ({ errors }) => errors.length === 100_000 && errors.every((error, i) => error === i),
    );
  });
});

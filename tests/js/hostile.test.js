// Hostile topics and patterns: no crash, no hang, nothing polluted, typed errors, exact delivery, and
// the bus works after each. AEB_SEED sets the seed, AEB_HOSTILE the number of random ones.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
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
    assert(error.message.length < 300, `${error.message.length} characters`);
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

// The cache of plans: bounded, precise, and never wrong.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PlanCache } from '../../js/plan-cache.js';

/** @param {string} text */
const hashOf = (text) =>
  [...text].reduce(
    (hash, char) => Math.imul(hash ^ char.charCodeAt(0), 0x01000193),
    0x811c9dc5 | 0,
  );

/** A cache whose plans are lists of their topic, and which counts the look-ups that reach the core. */
function countingCache({ size = 1 } = {}) {
  const looked = [];
  let hash = 0;
  const match = (topic) => {
    looked.push(topic);
    hash = hashOf(topic);
    return Array(size).fill(topic);
  };
  const cache = new PlanCache(match, () => hash);
  /** The look-ups that `action` causes. */
  const lookups = (action) => {
    looked.length = 0;
    action();
    return [...looked];
  };
  const warm = (...topics) => {
    for (let i = 0; i < 2; i++) for (const topic of topics) cache.find(topic);
  };
  return { cache, lookups, warm };
}

test('a topic is looked up twice, then remembered', () => {
  const { cache, lookups } = countingCache();
  const find = () => cache.find('tool.called');
  assert.deepEqual(lookups(find), ['tool.called']);
  assert.deepEqual(lookups(find), ['tool.called']);
  assert.deepEqual(lookups(find), []);
  assert.equal(cache.size, 1);
});

describe('a change of the subscriptions makes plans stale that it can affect', () => {
  const topics = ['tool.called', 'tool.failed', 'model.response', 'agent.turn.failed'];
  const affected = {
    'tool.called': ['tool.called'],
    'tool.*': ['tool.called', 'tool.failed'],
    'tool.**': ['tool.called', 'tool.failed'],
    '*.failed': ['tool.failed', 'agent.turn.failed'], // all that end so, which is near enough
    '**.failed': ['tool.failed', 'agent.turn.failed'],
    'agent.*.failed': ['tool.failed', 'agent.turn.failed'], // the longer end decides
    'agents.*.failed': [],
    'agent.turn.*': ['agent.turn.failed'],
    'agent.**.done': ['agent.turn.failed'],
    '*': topics,
    '**': topics,
    '*.*': topics,
    '**.turn.**': topics,
    tool: [],
    'tool.called.*': [],
    'tool.called.**.x': [],
    'memory.*': [],
    'memory.**.stored': [],
    '**.tool': [],
  };
  for (const [pattern, stale] of Object.entries(affected)) {
    test(`${pattern}: ${stale.join(', ') || 'none'}`, () => {
      const { cache, lookups, warm } = countingCache();
      warm(...topics);
      cache.touch(pattern);
      const find = () => {
        for (const topic of topics) cache.find(topic);
      };
      const again = lookups(find);
      assert.deepEqual(
        stale.filter((topic) => !again.includes(topic)),
        [],
        'all of these must be looked up again',
      );
      assert.deepEqual(
        again,
        topics.filter((topic) => stale.includes(topic)),
      );
      assert.deepEqual(lookups(find), [], 'and then be remembered again');
    });
  }

  test('of several patterns, what any of them can affect', () => {
    const { cache, lookups, warm } = countingCache();
    warm(...topics);
    cache.touch(['model.*', 'agent.**']);
    const again = lookups(() => {
      for (const topic of topics) cache.find(topic);
    });
    assert.deepEqual(again, ['model.response', 'agent.turn.failed']);
  });

  test('also where only deep segments differ', () => {
    const deep = 'a.b.c.d.e.f.g.h.i.j.k';
    const { cache, lookups, warm } = countingCache();
    warm(deep);
    for (const pattern of ['a.b.c.d.e.f.g.h.i.j.*', '*.b.c.d.e.f.g.h.i.j.k', `${deep}`]) {
      cache.touch(pattern);
      assert.deepEqual(
        lookups(() => cache.find(deep)),
        [deep],
        pattern,
      );
    }
  });
});

describe('a stream of topics that never come back', () => {
  test('leaves nothing behind, and evicts no topic that does', () => {
    const { cache, lookups, warm } = countingCache();
    const hot = Array.from({ length: 100 }, (_, i) => `hot.${i}`);
    for (let i = 0; i < 20; i++) warm(...hot); // some compete for a slot and take a while
    for (let i = 0; i < 200_000; i++) cache.find(`never.${i}`);
    // By chance, two of them may share a hash.
    assert(cache.size <= hot.length + 5, `${cache.size} topics`);
    const again = lookups(() => {
      for (const topic of hot) cache.find(topic);
    });
    assert.deepEqual(again, []);
  });
});

describe('many topics', () => {
  test('16,384 hot topics are all remembered', () => {
    const { cache, lookups } = countingCache();
    const hot = Array.from({ length: 16_384 }, (_, i) => `agent.${i}.tool.called`);
    const round = () => {
      for (const topic of hot) cache.find(topic);
    };
    for (let i = 0; i < 60; i++) round();
    assert.deepEqual(lookups(round), []);
  });

  test('more of them do not grow it without bound', () => {
    const { cache } = countingCache();
    for (let i = 0; i < 100_000; i++) {
      for (let sight = 0; sight < 3; sight++) cache.find(`topic.${i}`);
    }
    assert(cache.size <= 2 * 16_384, `${cache.size} topics`);
  });

  test('nor do plans with many subscribers', () => {
    const { cache } = countingCache({ size: 10_000 });
    for (let i = 0; i < 1_000; i++) {
      for (let sight = 0; sight < 3; sight++) cache.find(`topic.${i}`);
    }
    assert(cache.size <= 2 * Math.ceil(262_144 / 10_000), `${cache.size} topics`);
  });
});

describe('the topic that came next the last time is guessed', () => {
  test('and a guess that is wrong costs a look-up in the cache, not in the core', () => {
    const { cache, lookups, warm } = countingCache();
    warm('a', 'b', 'c');
    const turns = ['a', 'b', 'c', 'a', 'c', 'b', 'a', 'a', 'b', 'b', 'c', 'b'];
    const found = [];
    assert.deepEqual(
      lookups(() => found.push(...turns.map((topic) => cache.find(topic)[0]))),
      [],
    );
    assert.deepEqual(found, turns);
  });

  test('and what the cache forgot is not found by a guess, for no change reached it', () => {
    const { cache, lookups, warm } = countingCache();
    /** Fills a generation, but for the few that are in it, with topics that are not found again. */
    const fill = (name) => {
      for (let i = 0; i < 16_384 - 10; i++) {
        const { size } = cache;
        while (cache.size === size) cache.find(`${name}.${i}`);
      }
    };
    for (let i = 0; i < 3; i++) warm('first', 'next');
    fill('one');
    fill('two'); // so both are in the older generation
    cache.find('first'); // and now in the younger one
    fill('three'); // so 'next' is forgotten
    cache.touch('next'); // of which it does not hear
    cache.find('first');
    assert.deepEqual(
      lookups(() => cache.find('next')),
      ['next'],
    );
  });
});

test('clear forgets everything', () => {
  const { cache, lookups, warm } = countingCache();
  warm('a', 'b');
  cache.clear();
  assert.equal(cache.size, 0);
  assert.deepEqual(
    lookups(() => cache.find('a')),
    ['a'],
  );
});

// The cases in tests/vectors, which the C++ tests read as well.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { EventBus, TopicError } from '../../js/index.js';
import { runScript } from './delivery-script.js';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const vectors = (name) => JSON.parse(read(`tests/vectors/${name}.json`));

/** Name of a status to its sentence, from the one table that has them. */
const rules = new Map(
  [...read('src/core/status.cpp').matchAll(/\{Status::k\w+, "(\w+)",\s+"([^"]+)"\}/g)].map(
    ([, name, rule]) => [name, rule],
  ),
);

describe('matching.json', () => {
  const { cases, sets } = vectors('matching');

  test(`${cases.length} cases of EventBus.matches`, () => {
    for (const { pattern, topic, matches } of cases) {
      assert.equal(EventBus.matches(pattern, topic), matches, `${pattern} with ${topic}`);
    }
  });

  test(`${cases.length} cases of a bus with one subscription`, () => {
    for (const { pattern, topic, matches } of cases) {
      const bus = new EventBus();
      bus.subscribe(pattern, () => {});
      assert.equal(bus.publish(topic), matches ? 1 : 0, `${pattern} with ${topic}`);
    }
  });

  for (const { name, patterns, priorities, topic, ids } of sets) {
    test(name, () => {
      const bus = new EventBus();
      const called = [];
      patterns.forEach((pattern, id) => {
        bus.subscribe(pattern, () => called.push(id), { priority: priorities?.[id] });
      });
      // Three times, so that the plan is also served from the cache.
      for (let i = 0; i < 3; i++) {
        called.length = 0;
        assert.equal(bus.publish(topic), ids.length);
        assert.deepEqual(called, ids);
      }
    });
  }
});

describe('invalid.json', () => {
  const { cases, jsOnly } = vectors('invalid');
  const textOf = ({ input, codeUnits }) => {
    if (codeUnits !== undefined) return String.fromCharCode(...codeUnits);
    return typeof input === 'string'
      ? input
      : input.repeat.repeat(input.times) + (input.then ?? '');
  };
  const wholeText = ['EMPTY', 'TOO_LONG'];

  for (const invalid of [...cases, ...jsOnly]) {
    const { kind, status, index } = invalid;
    const text = textOf(invalid);
    const shown = JSON.stringify(text).slice(0, 40);
    test(`${kind} ${shown} is refused as ${status}, and nothing changes`, () => {
      const bus = new EventBus();
      bus.subscribe('**', () => {});
      const use = {
        topic: () => bus.publish(text),
        pattern: () => bus.subscribe(['ok', text, 'fine'], () => {}),
      };
      assert.throws(use[kind], (error) => {
        assert(error instanceof TopicError);
        assert(error instanceof TypeError);
        assert.equal(error.name, 'TopicError');
        assert.equal(error.code, kind === 'topic' ? 'ERR_INVALID_TOPIC' : 'ERR_INVALID_PATTERN');
        assert.equal(error.input, text);
        assert.equal(error.index, wholeText.includes(status) ? undefined : index);
        assert(rules.has(status), status);
        assert(error.message.includes(rules.get(status)), error.message);
        return true;
      });
      assert.equal(bus.size, 1);
      assert.equal(bus.publish('ok'), 1);
    });
  }
});

describe('delivery.json', () => {
  const { scripts } = vectors('delivery');
  for (const script of scripts) {
    test(`${script.rule}: ${script.name}`, () => runScript(script));
  }
});

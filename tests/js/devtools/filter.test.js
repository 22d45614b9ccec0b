// The filter of the list: the patterns of the bus, and one call or run.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { filterOf, patternsOf } from '../../../js/devtools/filter.js';
import { entryOf } from '../../../js/devtools/history.js';
import { EventBus, TopicError } from '../../../js/index.js';

const entry = (topic, event) => entryOf(1, 1, topic, event);

describe('filter', () => {
  test('patterns are separated by spaces or commas', () => {
    assert.deepEqual(patternsOf(' tool.* ,**.failed\n a,,b '), ['tool.*', '**.failed', 'a', 'b']);
    assert.deepEqual(patternsOf(' , '), []);
  });

  test('it lets through what the bus would deliver', () => {
    const topics = ['tool.called', 'tool.a.failed', 'model.response', 'run', 'failed', 'a.b.c'];
    for (const pattern of ['tool.*', '**.failed', '**', '*', 'tool.** *.response', 'run,failed']) {
      const matches = filterOf(pattern);
      for (const topic of topics) {
        const bus = new EventBus();
        bus.subscribe(patternsOf(pattern), () => {});
        assert.equal(matches(entry(topic)), bus.publish(topic) === 1, `${pattern} ${topic}`);
      }
    }
  });

  test('no pattern is everything', () => {
    assert.equal(filterOf('  ')(entry('anything')), true);
  });

  test("what is no pattern is refused in the core's own words", () => {
    let own;
    try {
      EventBus.matches('foo*', 'a');
    } catch (error) {
      own = error.message;
    }
    assert.throws(
      () => filterOf('tool.* foo*'),
      (error) => {
        assert(error instanceof TopicError);
        assert.equal(error.message, own);
        return true;
      },
    );
  });

  test('a scope is one call or one run, and joins the patterns', () => {
    const same = filterOf('tool.*', { field: 'callId', id: '7' });
    assert.equal(same(entry('tool.called', { callId: '7' })), true);
    assert.equal(same(entry('tool.called', { callId: 7 })), true);
    assert.equal(same(entry('tool.called', { callId: '8' })), false);
    assert.equal(same(entry('tool.called', null)), false);
    assert.equal(same(entry('model.called', { callId: '7' })), false);
    assert.equal(filterOf('', { field: 'runId', id: 'r' })(entry('x', { runId: 'r' })), true);
  });
});

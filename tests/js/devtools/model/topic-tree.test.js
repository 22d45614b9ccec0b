// The tree of topics: counts, rates, and a bound.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Rate, STEPS } from '../../../../js/devtools/model/rate.js';
import { hasChildren, topicRows } from '../../../../js/devtools/model/topic-rows.js';
import { TopicTree } from '../../../../js/devtools/model/topic-tree.js';
import { anyEntries, entries, parameters, seed, T0 } from './support.js';

/** The rows of a tree as text, indented by their depth. */
function textOf(tree, collapsed = new Set()) {
  return topicRows(tree.root, collapsed).map(
    ({ node, depth }) =>
      `${'  '.repeat(depth)}${node.isOthers ? '…' : node.segment} ${node.count} ${node.own}`,
  );
}

describe('the tree', () => {
  test('a node counts its topic and all below it, in the order of the alphabet', () => {
    const tree = new TopicTree();
    const topics = ['tool.called', 'run', 'tool.called', 'tool', 'tool.called.again', '__proto__'];
    tree.add(entries(...topics.map((topic, ms) => [ms, topic])));
    assert.deepEqual(textOf(tree), [
      '__proto__ 1 1',
      'run 1 1',
      'tool 4 1',
      '  called 3 2',
      '    again 1 1',
    ]);
    assert.equal(tree.root.count, 6);
    assert.equal(tree.size, 5);
    const [, , tool, called, again] = topicRows(tree.root, new Set()).map(({ node }) => node);
    assert.equal(again.topic, 'tool.called.again');
    assert.deepEqual([tool.last.time, called.last.time], [T0 + 4, T0 + 4]);
    assert.deepEqual(textOf(tree, new Set(['tool'])).slice(2), ['tool 4 1']);
    assert.deepEqual([tool, again].map(hasChildren), [true, false]);
  });

  test('topics beyond the bound are counted where they would have been', () => {
    const tree = new TopicTree(3);
    const topics = ['a.b', 'c', 'a.x', 'a.x', 'a.b', 'd.e.f', 'a.b.g', 'c'];
    tree.add(entries(...topics.map((topic) => [0, topic])));
    assert.deepEqual(textOf(tree), ['a 5 0', '  b 3 2', '    … 1 1', '  … 2 2', 'c 2 2', '… 1 1']);
    assert.equal(tree.size, 3);
    const others = topicRows(tree.root, new Set()).filter(({ node }) => node.isOthers);
    assert.deepEqual(
      others.map(({ node }) => node.topic),
      ['a.b', 'a', ''],
    );
  });

  test('a million topics that never come again take no more nodes than allowed', () => {
    const tree = new TopicTree(100);
    for (let i = 0; i < 1_000_000; i += 1_000) {
      tree.add(Array.from({ length: 1_000 }, (_, j) => ({ time: T0, topic: `t.${i + j}.x` })));
    }
    assert.equal(tree.size, 100);
    assert.equal(tree.root.count, 1_000_000);
    // And two for others: below `t`, and below the last segment that had a node.
    assert.equal(topicRows(tree.root, new Set()).length, 102);
  });

  test('clear() forgets all of it, and the version tells of new rows only', () => {
    const tree = new TopicTree();
    tree.add(entries([0, 'a.b']));
    const { version } = tree;
    tree.add(entries([1, 'a.b']));
    assert.equal(tree.version, version);
    tree.clear();
    assert.notEqual(tree.version, version);
    assert.deepEqual([tree.size, tree.root.count, textOf(tree)], [0, 0, []]);
  });

  test(`any events: a node has as many as its topic and its children (seed ${seed})`, () => {
    const property = fc.property(anyEntries, fc.integer({ min: 0, max: 20 }), (list, max) => {
      const tree = new TopicTree(max);
      tree.add(list);
      assert.equal(tree.root.count, list.length);
      assert(tree.size <= max);
      for (const { node } of topicRows(tree.root, new Set())) {
        const below = [...node.children.values(), ...(node.others ? [node.others] : [])];
        assert.equal(
          node.count,
          below.reduce((sum, { count }) => sum + count, node.own),
        );
      }
    });
    fc.assert(property, parameters);
  });
});

describe('the rate', () => {
  test('of a steady stream is what it is, over one second and over nine', () => {
    const rate = new Rate();
    for (let ms = 0; ms < 20_000; ms += 10) rate.add(T0 + ms);
    assert.equal(rate.perSecond(T0 + 20_000, 1), 100);
    assert.equal(rate.perSecond(T0 + 20_000, 9), 100);
    for (const ms of [19_000, 19_100, 19_777]) {
      assert(Math.abs(rate.perSecond(T0 + ms, 9) - 100) < 3, `at ${ms}`);
    }
  });

  test('falls when nothing comes, to nothing', () => {
    const rate = new Rate();
    for (let i = 0; i < 50; i++) rate.add(T0);
    assert.equal(rate.perSecond(T0, 1), 50);
    assert.equal(rate.perSecond(T0 + 900, 1), 50);
    assert.equal(rate.perSecond(T0 + 1_125, 1), 25); // half of its counter is a second ago
    assert.equal(rate.perSecond(T0 + 1_250, 1), 0);
    assert.equal(rate.perSecond(T0 + 4_000, 5), 10);
    assert.equal(rate.perSecond(T0 + 1e9, 9), 0);
    assert.equal(rate.history(T0 + 1_000).at(-5), 50);
    assert.equal(rate.history(T0 + 1_000).length, STEPS);
  });

  test('counts what comes late, as long as its counter is there', () => {
    const rate = new Rate();
    rate.add(T0 + 5_000);
    rate.add(T0 + 4_800);
    rate.add(T0 - 60_000);
    assert.equal(rate.perSecond(T0 + 5_000, 1), 2);
    assert.equal(
      rate.history(T0 + 5_000).reduce((sum, count) => sum + count),
      2,
    );
  });

  test(`any times: as by counting them (seed ${seed})`, () => {
    const times = fc.array(fc.integer({ min: -3_000, max: 15_000 }), { maxLength: 50 });
    const property = fc.property(times, fc.integer({ min: 1, max: 9 }), (times, seconds) => {
      times.sort((a, b) => a - b);
      const rate = new Rate();
      for (const time of times) rate.add(time);
      const now = (Math.floor((times.at(-1) ?? 0) / 250) + 1) * 250; // where no counter is cut
      const exact = times.filter((time) => time >= now - seconds * 1_000).length / seconds;
      assert(Math.abs(rate.perSecond(now, seconds) - exact) < 1e-9);
    });
    fc.assert(property, parameters);
  });
});

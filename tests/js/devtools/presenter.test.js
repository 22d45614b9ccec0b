// What the panels are given: all of them the same, and once.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entryOf, History } from '../../../js/devtools/history.js';
import { Presenter } from '../../../js/devtools/presenter.js';

function panelOf() {
  return {
    seen: [],
    batches: 0,
    renders: [],
    clears: 0,
    add(entries) {
      this.batches++;
      this.seen.push(...entries.map(({ seq }) => seq));
    },
    clear() {
      this.clears++;
      this.seen.length = 0;
    },
    render(now) {
      this.renders.push(now);
    },
  };
}
const entries = (count) => Array.from({ length: count }, (_, i) => entryOf(i + 1, i, 't', i));
const noBroken = (_, error) => assert.fail(error);

describe('presenter', () => {
  test('hands out what came, in one batch, and nothing twice', () => {
    const [one, two] = [panelOf(), panelOf()];
    const presenter = new Presenter([one, two], noBroken);
    const history = new History({ maxEvents: 5 });
    for (const entry of entries(3)) history.push(entry);
    assert.equal(presenter.follow(history).length, 3);
    assert.equal(presenter.follow(history).length, 0);
    for (const entry of entries(9).slice(3)) history.push(entry);
    presenter.follow(history);
    assert.deepEqual(one.seen, [1, 2, 3, 5, 6, 7, 8, 9]); // 4 was dropped before anybody looked
    assert.deepEqual(two.seen, one.seen);
    assert.deepEqual([one.batches, presenter.batches], [2, 2]);
  });

  test('begins a live history from nothing', () => {
    const panel = panelOf();
    const presenter = new Presenter([panel], noBroken);
    const history = new History({ maxEvents: 2 });
    for (const entry of entries(3)) history.push(entry);
    presenter.startLive(history);
    assert.deepEqual([panel.seen, panel.clears], [[2, 3], 1]);
    history.clear();
    presenter.startLive(history);
    history.push(entries(1)[0]);
    presenter.follow(history);
    assert.deepEqual(panel.seen, [1]);
  });

  test('a recording is shown up to its position, whichever way that moves', () => {
    const panel = panelOf();
    const presenter = new Presenter([panel], noBroken);
    const recording = entries(10);
    for (const position of [4, 4, 10, 3, 0, 7]) {
      presenter.moveTo(recording, position);
      assert.deepEqual(
        panel.seen,
        recording.slice(0, position).map(({ seq }) => seq),
      );
    }
    assert.equal(panel.clears, 2);
    presenter.clear();
    presenter.moveTo(recording, 2);
    assert.deepEqual(panel.seen, [1, 2]);
  });

  test('renders what has changed, or what must be', () => {
    const panel = panelOf();
    const presenter = new Presenter([panel], noBroken);
    presenter.render(panel, 1);
    presenter.render(panel, 2);
    presenter.moveTo(entries(1), 1);
    presenter.render(panel, 3);
    presenter.render(panel, 4, true);
    assert.deepEqual(panel.renders, [1, 3, 4]);
  });

  test('a panel that breaks is left alone, and the others go on', () => {
    const [broken, good] = [panelOf(), panelOf()];
    broken.add = () => {
      throw new Error('broken');
    };
    const told = [];
    const presenter = new Presenter([broken, good], (panel, error) =>
      told.push([panel, error.message]),
    );
    presenter.moveTo(entries(1), 1);
    presenter.moveTo(entries(2), 2);
    presenter.render(broken, 1);
    presenter.clear();
    assert.deepEqual(told, [[broken, 'broken']]);
    assert.deepEqual([good.batches, broken.renders, broken.clears], [2, [], 0]);
  });
});

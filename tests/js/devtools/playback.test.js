// Where a recording stands, with a clock of the test's own.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entryOf } from '../../../js/devtools/history.js';
import { Playback } from '../../../js/devtools/playback.js';

const at = (...times) => new Playback(times.map((time, i) => entryOf(i + 1, time, 't', i)));

describe('playback', () => {
  test('begins at its end, and knows its times', () => {
    const playback = at(1_000, 1_100, 1_400);
    assert.deepEqual(
      [playback.position, playback.length, playback.elapsed, playback.duration, playback.time],
      [3, 3, 400, 400, 1_400],
    );
    playback.seek(0);
    assert.deepEqual([playback.elapsed, playback.time], [0, 1_000]);
  });

  test('seeks within its ends, and stops playing', () => {
    const playback = at(0, 1, 2);
    playback.play(0);
    playback.seek(-5);
    assert.deepEqual([playback.position, playback.playing], [0, false]);
    playback.seek(99);
    assert.equal(playback.position, 3);
    playback.seek(1.4);
    assert.equal(playback.position, 1);
  });

  test('plays from the beginning at its pace, and pauses at the end', () => {
    const playback = at(1_000, 1_100, 1_400);
    playback.play(50);
    assert.deepEqual([playback.position, playback.playing], [0, true]);
    playback.tick(50);
    assert.equal(playback.position, 1); // the first is due at once
    assert.equal(playback.tick(149), false);
    playback.tick(150);
    assert.equal(playback.position, 2);
    playback.tick(450);
    assert.deepEqual([playback.position, playback.playing], [3, false]);
    assert.equal(playback.tick(999), false);
  });

  test('goes on from where it is, and four times as fast', () => {
    const playback = at(0, 1_000, 2_000, 3_000);
    playback.seek(1);
    playback.setSpeed(4, 0);
    playback.play(0);
    playback.tick(249);
    assert.equal(playback.position, 1);
    playback.tick(250);
    assert.equal(playback.position, 2);
    playback.setSpeed(1, 250);
    playback.tick(1_249);
    assert.equal(playback.position, 2);
    playback.tick(1_250);
    assert.equal(playback.position, 3);
    playback.pause();
    assert.equal(playback.tick(9_999), false);
  });

  test('as fast as it can be seen, it takes five seconds', () => {
    const playback = new Playback(
      Array.from({ length: 1_000 }, (_, i) => entryOf(i, i * 3_600_000, 't', i)),
    );
    playback.setSpeed('max', 0);
    playback.play(0);
    playback.tick(2_500);
    assert.equal(playback.position, 500);
    playback.tick(5_000);
    assert.deepEqual([playback.position, playback.playing], [1_000, false]);
  });

  test('times that go back hold nothing up, and it never goes back itself', () => {
    const playback = at(1_000, 500, 1_200);
    playback.play(0);
    playback.tick(0);
    assert.equal(playback.position, 2);
    playback.tick(200);
    assert.equal(playback.position, 3);
    assert.equal(at(1_000, 500).duration, 0);
  });

  test('an empty one stands still', () => {
    const playback = new Playback([]);
    playback.play(0);
    playback.tick(10);
    assert.deepEqual(
      [playback.position, playback.playing, playback.time, playback.duration, playback.elapsed],
      [0, false, 0, 0, 0],
    );
  });
});

// What both readers do when something goes wrong: on a new connection they read again at once, after a
// refusal with a pause that grows, and at the end nothing of it is left.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ConnectionLostError, RedisReplyError } from '../../js/redis/errors.js';
import { ReadLoop } from '../../js/redis/read-loop.js';

const refusal = new RedisReplyError('LOADING it is');
const loss = new ConnectionLostError('it ended');

/** A loop on a clock that the test moves, over a link whose connections are told to be lost. */
function makeLoop(t) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const told = [];
  const connections = [];
  const link = {
    async ready() {
      const connection = {};
      connection.lost = new Promise((resolve) => {
        connection.lose = () => resolve(loss);
      });
      connections.push(connection);
      return connection;
    },
  };
  const loop = new ReadLoop({ link, trouble: (error) => told.push(error) });
  return { loop, link, told, connections };
}

test('a lost connection: it reads on with the next one, and is silent about it', async (t) => {
  const { loop, told, connections } = makeLoop(t);
  const read = [];
  loop.run(async (connection) => {
    read.push(connection);
    throw loss;
  });
  await turn();
  assert.equal(read.length, 1, 'not again while the lost connection is not known to be lost');
  connections[0].lose();
  await turn();
  assert.deepEqual(read, connections);
  assert.equal(read.length, 2, 'without a pause');
  assert.deepEqual(told, [], 'for the link tells of that');
  loop.stop();
  connections[1].lose();
});

test('refusals: each is told, the pauses double up to a second, and an answer ends that', async (t) => {
  const { loop, told } = makeLoop(t);
  let reads = 0;
  let answers = false;
  const ended = loop.run(async () => {
    reads++;
    if (answers) loop.gotOn();
    throw refusal;
  });
  /** That the next attempt comes behind `ms`, and not behind what chance adds, three tenths. */
  const pauseIs = async (ms) => {
    const before = reads;
    await turn();
    t.mock.timers.tick(ms - 1);
    await turn();
    assert.equal(reads, before, `not before ${ms} ms`);
    t.mock.timers.tick(Math.ceil(ms * 0.3) + 1);
    await turn();
    assert.equal(reads, before + 1, `after ${ms} ms and at most three tenths more`);
  };
  await turn();
  for (const ms of [50, 100, 200, 400, 800, 1_000, 1_000]) await pauseIs(ms);
  assert.deepEqual(told, new Array(8).fill(refusal));
  answers = true;
  await pauseIs(1_000);
  assert.deepEqual(told.slice(8), [undefined, refusal]);
  await pauseIs(50);
  loop.stop();
  await ended;
});

test('a group that is gone is no trouble to tell of: after a pause the reader looks for itself', async (t) => {
  const { loop, told } = makeLoop(t);
  const replies = ['NOGROUP no such group', 'UNBLOCKED the stream key no longer exists'];
  let reads = 0;
  const ended = loop.run(async () => {
    if (reads++ < replies.length) throw new RedisReplyError(replies[reads - 1]);
    loop.stop();
  });
  for (const ms of [65, 130]) {
    await turn();
    t.mock.timers.tick(ms);
  }
  await ended;
  assert.equal(reads, 3);
  assert.deepEqual(told, []);
});

test('an error of its own is told and tried again like a refusal: no reader dies in silence', async (t) => {
  const { loop, told } = makeLoop(t);
  const bug = new TypeError('not what it should be');
  let reads = 0;
  const ended = loop.run(async () => {
    if (++reads === 1) throw bug;
    loop.stop();
  });
  await turn();
  assert.deepEqual(told, [bug]);
  t.mock.timers.tick(65);
  await ended;
  assert.equal(reads, 2);
});

test('stop ends a pause at once', async (t) => {
  const { loop } = makeLoop(t);
  const ended = loop.run(() => Promise.reject(refusal));
  await turn();
  loop.stop();
  await ended; // the clock stands still
  assert.equal(loop.isStopped, true);
});

test('stop while a refusal is told: no pause begins any more', async (t) => {
  const { link } = makeLoop(t);
  const loop = new ReadLoop({ link, trouble: () => loop.stop() });
  await loop.run(() => Promise.reject(refusal));
});

test('a link that is stopped ends it', async (t) => {
  const { loop, link } = makeLoop(t);
  link.ready = async () => undefined;
  await loop.run(() => assert.fail('there is nothing to read from'));
});

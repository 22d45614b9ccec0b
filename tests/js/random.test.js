// Random patterns and topics through WebAssembly and the plan cache, compared with an oracle that is
// slow and obviously right. AEB_SEED sets the seed, AEB_ROUNDS the effort.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { generator } from './generator.js';

const seed = Number(process.env.AEB_SEED ?? Math.floor(Math.random() * 2 ** 31));
const rounds = Number(process.env.AEB_ROUNDS ?? 200);

/** By the words of the grammar: `*` takes one segment, `**` takes one or more. */
function oracle(pattern, topic) {
  if (pattern.length === 0) return topic.length === 0;
  if (topic.length === 0) return false;
  const [first, ...rest] = pattern;
  if (first === '**') {
    return oracle(rest, topic.slice(1)) || oracle(pattern, topic.slice(1));
  }
  return (first === '*' || first === topic[0]) && oracle(rest, topic.slice(1));
}

const oracleMatches = (pattern, topic) => oracle(pattern.split('.'), topic.split('.'));

test(`patterns, order, removal and cache agree with the oracle (seed ${seed})`, (t) => {
  const random = generator(seed);
  // Few segments, so that patterns collide; one of each length in UTF-8.
  const segments = ['a', 'b', 'é', '日', '🙂', '__proto__'];
  const pick = (list) => list[random(list.length)];
  const topicOf = () => Array.from({ length: 1 + random(6) }, () => pick(segments)).join('.');
  const patternOf = () => {
    let multi = 0;
    const segment = () => {
      const kind = random(6);
      if (kind === 0) return '*';
      if (kind === 1 && multi < 4) {
        multi++;
        return '**';
      }
      return pick(segments);
    };
    return Array.from({ length: 1 + random(6) }, segment).join('.');
  };

  let deliveries = 0;
  for (let round = 0; round < rounds; round++) {
    const bus = new EventBus();
    let live = [];
    const called = [];
    for (let step = 0; step < 200; step++) {
      const action = random(10);
      if (action < 3) {
        const patterns = Array.from({ length: 1 + random(3) }, patternOf);
        const one = { patterns, priority: random(3) - 1, order: step, once: random(4) === 0 };
        const options = { priority: one.priority, once: one.once };
        one.subscription = bus.subscribe(patterns, () => called.push(one), options);
        live.push(one);
      } else if (action < 5 && live.length > 0) {
        const [gone] = live.splice(random(live.length), 1);
        assert.equal(gone.subscription.unsubscribe(), true);
      } else {
        const topic = topicOf();
        const expected = live
          .filter(({ patterns }) => patterns.some((pattern) => oracleMatches(pattern, topic)))
          .sort((a, b) => b.priority - a.priority || a.order - b.order);
        called.length = 0;
        const delivered = bus.publish(topic);
        assert.deepEqual(called, expected, `${topic} in round ${round}, seed ${seed}`);
        assert.equal(delivered, expected.length);
        live = live.filter((one) => !(one.once && expected.includes(one)));
        deliveries += delivered;
      }
      assert.equal(bus.size, live.length);
    }
    for (const pattern of [patternOf(), patternOf()]) {
      const topic = topicOf();
      assert.equal(EventBus.matches(pattern, topic), oracleMatches(pattern, topic));
    }
    bus.close();
  }
  t.diagnostic(`seed ${seed}, ${rounds} rounds, ${deliveries} deliveries`);
});

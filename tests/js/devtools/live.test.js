// Listening to a bus: everything is seen, nothing is disturbed, nothing is left behind.

import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { Frames } from '../../../js/devtools/frames.js';
import { Live } from '../../../js/devtools/live.js';
import { EventBus } from '../../../js/index.js';

function liveOf(bus) {
  const errors = [];
  let events = 0;
  const live = new Live({
    onEvent: () => events++,
    onError: (error) => errors.push(error),
  });
  if (bus !== undefined) live.set(bus);
  return { live, errors, events: () => events };
}
const topics = (live) => live.history.slice().map(({ topic }) => topic);

describe('live', () => {
  test('sees all events of a bus, in the order of publishing, and shares them', () => {
    const bus = new EventBus();
    bus.subscribe('a', () => bus.publish('b'), { priority: 5 });
    const { live, events } = liveOf(bus);
    live.start();
    const event = {};
    bus.publish('a', event);
    assert.deepEqual(topics(live), ['a', 'b']);
    assert.deepEqual([events(), live.received, live.state], [2, 2, 'open']);
    const [first] = live.history.slice();
    assert.equal(first.event, event);
    assert.deepEqual([first.seq, Math.abs(first.time - Date.now()) < 60_000], [1, true]);
  });

  test('takes the time of a bus that knows when its events were published', () => {
    const bus = Object.assign(new EventBus(), { eventTime: 1_234 });
    const { live } = liveOf(bus);
    live.start();
    bus.publish('a');
    bus.eventTime = undefined;
    bus.publish('b');
    const [first, second] = live.history.slice();
    assert.equal(first.time, 1_234);
    assert(Math.abs(second.time - Date.now()) < 60_000);
  });

  test('tells when a bus has lost its connection, and when it has it again', () => {
    const bus = Object.assign(new EventBus(), { state: 'connecting' });
    const { live } = liveOf(bus);
    live.start();
    assert.equal(live.state, 'connecting');
    bus.state = 'open';
    assert.equal(live.state, 'open');
  });

  test('listens between start and stop only, and leaves nothing', () => {
    const bus = new EventBus();
    const { live } = liveOf(bus);
    assert.equal(bus.size, 0);
    live.start();
    live.start();
    assert.equal(bus.size, 1);
    live.stop();
    bus.publish('missed');
    assert.equal(bus.size, 0);
    live.start();
    bus.publish('seen');
    assert.deepEqual(topics(live), ['seen']);
  });

  test('another bus begins anew, null ends it, and what is no bus changes nothing', () => {
    const [one, two] = [new EventBus(), new EventBus()];
    const { live } = liveOf(one);
    live.start();
    one.publish('a');
    for (const bad of [5, 'bus', {}, { subscribe: 1 }]) {
      assert.throws(() => live.set(bad), { code: 'ERR_INVALID_ARGUMENT' });
    }
    live.set(one);
    assert.deepEqual(topics(live), ['a']);
    live.set(two);
    assert.deepEqual([one.size, two.size, live.history.length, live.received], [0, 1, 0, 0]);
    live.set(undefined);
    assert.deepEqual([two.size, live.bus, live.state], [0, null, 'none']);
    live.check();
  });

  test('a bus that is cleared is listened to again, one that is closed is not', () => {
    const bus = new EventBus();
    const { live, errors } = liveOf(bus);
    live.start();
    bus.clear();
    live.check();
    bus.publish('a');
    assert.deepEqual(topics(live), ['a']);
    bus.close();
    assert.equal(live.state, 'open'); // nobody has looked yet
    live.check();
    live.check();
    assert.deepEqual([live.state, topics(live), errors], ['closed', ['a'], []]);
  });

  test('what goes wrong in here does not reach the publisher, and is told', () => {
    const bus = new EventBus();
    const errors = [];
    const live = new Live({
      onEvent() {
        throw new Error('ours');
      },
      onError: (error) => errors.push(error.message),
    });
    live.set(bus);
    live.start();
    let seen = 0;
    bus.subscribe('a', () => seen++);
    assert.equal(bus.publish('a'), 2);
    assert.deepEqual([seen, errors], [1, ['ours']]);

    const odd = liveOf({
      subscribe() {
        throw new Error('odd');
      },
    });
    odd.live.start();
    assert.deepEqual(
      odd.errors.map(({ message }) => message),
      ['odd'],
    );
  });

  test('a smaller history keeps the newest', () => {
    const bus = new EventBus();
    const { live } = liveOf(bus);
    live.start();
    for (const topic of ['a', 'b', 'c']) bus.publish(topic);
    live.resize(2);
    assert.deepEqual(topics(live), ['b', 'c']);
    assert.throws(() => live.resize(0), { code: 'ERR_INVALID_ARGUMENT' });
    assert.deepEqual(topics(live), ['b', 'c']);
  });
});

describe('frames', () => {
  const pageOf = () => {
    const page = { document: { hidden: false }, asked: new Map(), last: 0, now: 1_000 };
    page.performance = { now: () => page.now };
    page.requestAnimationFrame = (call) => {
      page.asked.set(++page.last, call);
      return page.last;
    };
    page.cancelAnimationFrame = (id) => page.asked.delete(id);
    page.frame = () => {
      const calls = [...page.asked.values()];
      page.asked.clear();
      for (const call of calls) call();
    };
    return page;
  };

  test('however often it is asked, there is one call per frame', () => {
    const page = pageOf();
    let calls = 0;
    const frames = new Frames(() => calls++, page);
    for (let i = 0; i < 50_000; i++) frames.request();
    page.frame();
    page.frame();
    assert.equal(calls, 1);
    frames.request();
    frames.cancel();
    page.frame();
    assert.equal(calls, 1);
  });

  test('what can wait has its turn every 50 ms, and what somebody waits for at once', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const page = pageOf();
      let calls = 0;
      const frames = new Frames(() => calls++, page);
      frames.requestLater(); // the first one need not wait
      page.frame();
      assert.equal(calls, 1);
      page.now += 10;
      for (let i = 0; i < 1_000; i++) frames.requestLater();
      page.frame();
      mock.timers.tick(39);
      page.frame();
      assert.equal(calls, 1);
      mock.timers.tick(1);
      page.now += 40;
      page.frame();
      assert.equal(calls, 2);
      frames.requestLater();
      frames.request();
      frames.request();
      page.frame();
      assert.equal(calls, 3);
      mock.timers.tick(10_000);
      page.frame();
      assert.equal(calls, 3); // it was served by then
      page.document.hidden = true;
      frames.requestLater();
      page.frame();
      assert.equal(calls, 3);
      mock.timers.tick(500);
      assert.equal(calls, 4);
    } finally {
      mock.timers.reset();
    }
  });

  test('a hidden page gets a timer, and its frame when it is shown', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const page = pageOf();
      page.document.hidden = true;
      let calls = 0;
      const frames = new Frames(() => calls++, page);
      frames.request();
      assert.equal(page.asked.size, 0);
      mock.timers.tick(500);
      assert.equal(calls, 1);
      frames.renew();
      assert.equal(page.asked.size, 0); // nothing was asked for
      frames.request();
      page.document.hidden = false;
      frames.renew();
      page.frame();
      mock.timers.tick(10_000);
      assert.equal(calls, 2);
    } finally {
      mock.timers.reset();
    }
  });
});

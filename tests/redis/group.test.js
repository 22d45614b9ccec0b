// With a group each event goes to one member, at least once.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { RedisServer } from './server.js';
import { admin, busMaker, clients, freshName, keysFor, until } from './support.js';

let server;
before(async () => {
  server = await RedisServer.start();
});
after(() => server.stop());

const GROUP = { group: 'workers', leaseMs: 300, blockMs: 100, retryMs: 10 };

/** How many events the group has not taken off its list. */
const pendingOf = async (send, name) =>
  (await send('XPENDING', keysFor(name).stream, GROUP.group))[0];

for (const [client, make] of Object.entries(clients)) {
  describe(`a group with ${client}`, () => {
    test('shares the work: each event is handled once, by some member', async (t) => {
      const name = freshName();
      const bus = busMaker(t, server.url, { make, name });
      const send = await admin(t, server.url);
      const seen = [[], [], []];
      const members = seen.map((list) => {
        const member = bus(GROUP);
        member.subscribe('**', async (_topic, n) => {
          list.push(n);
          await delay(1);
        });
        return member;
      });
      await Promise.all(members.map((member) => member.ready()));
      const publisher = bus();
      await Promise.all(Array.from({ length: 200 }, (_, n) => publisher.publish('t', n)));
      await until(() => seen.flat().length === 200, 'all are handled');
      await until(async () => (await pendingOf(send, name)) === 0, 'all are off the list');
      assert.deepEqual(
        seen.flat().toSorted((a, b) => a - b),
        Array.from({ length: 200 }, (_, n) => n),
      );
      for (const list of seen) {
        assert(list.length > 0, 'each member had something to do');
        assert.deepEqual(
          list,
          list.toSorted((a, b) => a - b),
          'in order',
        );
      }
    });

    test('a failed event is tried again before the next, and parked after maxDeliveries', async (t) => {
      const name = freshName();
      const send = await admin(t, server.url);
      const parked = [];
      const errors = [];
      const bus = busMaker(t, server.url, { make, name });
      const member = bus({
        ...GROUP,
        maxDeliveries: 3,
        onParked: (one) => parked.push(one),
        onError: (error) => errors.push(error.message),
      });
      const seen = [];
      member.subscribe('t', async (_topic, n) => {
        const { attempt, redelivered } = member.delivery;
        assert.equal(redelivered, attempt > 1);
        seen.push(`${n}/${attempt}`);
        if (n === 1 && attempt < 3) throw new Error('not yet');
        if (n === 2) throw new Error('never');
      });
      for (let n = 0; n < 4; n++) await member.publish('t', n);
      await until(() => seen.length === 8, 'all were tried');
      assert.deepEqual(seen, ['0/1', '1/1', '1/2', '1/3', '2/1', '2/2', '2/3', '3/1']);
      await until(async () => (await pendingOf(send, name)) === 0, 'nothing is left');
      assert.deepEqual(errors, ['not yet', 'not yet', 'never', 'never', 'never']);
      assert.deepEqual(
        parked.map(({ deliveries, errors: [error] }) => [deliveries, error.message]),
        [[3, 'never']],
      );
      const [[, fields]] = await send('XRANGE', keysFor(name, 'workers').dead, '-', '+');
      const field = (key) => fields[fields.indexOf(key) + 1];
      assert.deepEqual(['t', 'e', 'group', 'deliveries', 'error'].map(field), [
        ...['t', '2', 'workers', '3', 'never'],
      ]);
      assert.equal(field('id'), parked[0].id);
    });

    test('a handler that takes longer than the lease is not run by another member', async (t) => {
      const name = freshName();
      const bus = busMaker(t, server.url, { make, name });
      const seen = [];
      const members = [bus(GROUP), bus(GROUP)];
      for (const member of members) {
        member.subscribe('t', async (_topic, n) => {
          seen.push(n);
          await delay(GROUP.leaseMs * 4);
          seen.push(`${n} done`);
        });
      }
      await Promise.all(members.map((member) => member.ready()));
      await members[0].publish('t', 'long');
      await until(() => seen.length === 2, 'it ended');
      await delay(GROUP.leaseMs * 2);
      assert.deepEqual(seen, ['long', 'long done']);
      assert.equal(members[0].stats().leasesLost + members[1].stats().leasesLost, 0);
    });

    test('what a dead member left is taken over behind its lease', async (t) => {
      const name = freshName();
      const bus = busMaker(t, server.url, { make, name });
      const dead = bus({ ...GROUP, consumer: 'dead' });
      let isHeld = false;
      dead.subscribe('t', () => {
        isHeld = true;
        return new Promise(() => {}); // never ends
      });
      await dead.publish('t', 1);
      await until(() => isHeld, 'the first member has it');
      await dead.close({ deadlineMs: 0 }); // it gives no more signs
      const alive = bus({ ...GROUP });
      const seen = [];
      alive.subscribe('t', (_topic, n) => seen.push([n, alive.delivery.attempt]));
      await until(() => seen.length === 1, 'it is taken over');
      assert.deepEqual(seen, [[1, 2]]);
    });
  });
}

test('events that were published while no member lived are handled later', async (t) => {
  const name = freshName();
  const bus = busMaker(t, server.url, { name });
  const first = bus(GROUP);
  first.subscribe('t', () => {});
  await first.ready();
  await first.close();
  const publisher = bus();
  for (let n = 0; n < 10; n++) await publisher.publish('t', n);
  const seen = [];
  bus(GROUP).subscribe('t', (_topic, n) => seen.push(n));
  await until(() => seen.length === 10, 'all came');
});

test('a member without subscriptions takes nothing', async (t) => {
  const name = freshName();
  const bus = busMaker(t, server.url, { name });
  const [idle, busy] = [bus(GROUP), bus(GROUP)];
  const subscription = idle.subscribe('**', () => assert.fail('it was unsubscribed'));
  await idle.ready();
  subscription.unsubscribe();
  await delay(2 * GROUP.blockMs); // for the read that was under way
  const seen = [];
  busy.subscribe('t', (_topic, n) => seen.push(n));
  await busy.ready();
  for (let n = 0; n < 20; n++) await busy.publish('t', n);
  await until(() => seen.length === 20, 'all came to the other');
});

test('a member that lost its lease does not take the event off the list', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const bus = busMaker(t, server.url, { name });
  const member = bus({ ...GROUP, leaseMs: 2_000 });
  let end;
  member.subscribe('t', () => new Promise((resolve) => (end = resolve)));
  await member.publish('t', 1);
  await until(() => end, 'it runs');
  const { stream } = keysFor(name);
  const [[id]] = await send('XPENDING', stream, GROUP.group, '-', '+', 1);
  await send('XCLAIM', stream, GROUP.group, 'thief', 0, id);
  end();
  await until(() => member.stats().unfinishedEvents === 0, 'it ended');
  assert.equal(await pendingOf(send, name), 1);
});

test('two groups get every event each', async (t) => {
  const name = freshName();
  const bus = busMaker(t, server.url, { name });
  const seen = { a: [], b: [] };
  const members = Object.keys(seen).map((group) => {
    const member = bus({ ...GROUP, group });
    member.subscribe('t', (_topic, n) => seen[group].push(n));
    return member;
  });
  await Promise.all(members.map((member) => member.ready()));
  for (let n = 0; n < 10; n++) await members[0].publish('t', n);
  await until(() => seen.a.length === 10 && seen.b.length === 10, 'both got all');
});

test('an event that was trimmed while pending is announced, not kept for ever', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const bus = busMaker(t, server.url, { name });
  const dead = bus(GROUP);
  let isHeld = false;
  dead.subscribe('t', () => {
    isHeld = true;
    return new Promise(() => {});
  });
  await dead.publish('t', 1);
  await until(() => isHeld, 'it is held');
  await dead.close({ deadlineMs: 0 });
  await send('XTRIM', keysFor(name).stream, 'MAXLEN', 0);
  const gaps = [];
  const alive = bus({ ...GROUP, onGap: (gap) => gaps.push(gap) });
  alive.subscribe('t', () => {});
  await until(() => gaps.length > 0, 'it is announced');
  assert.equal(gaps[0].reason, 'trimmed');
  await until(async () => (await pendingOf(send, name)) === 0, 'nothing is left');
});

test('a member that closes leaves the list of consumers; one that crashed is swept off', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const bus = busMaker(t, server.url, { name });
  const short = { ...GROUP, leaseMs: 50 };
  const stays = bus(short);
  stays.subscribe('t', () => {});
  await stays.ready();
  const { stream } = keysFor(name);
  await send('XGROUP', 'CREATECONSUMER', stream, GROUP.group, 'crashed');
  for (let i = 0; i < 5; i++) {
    const passing = bus(short);
    passing.subscribe('t', () => {});
    await passing.ready();
    await passing.close();
  }
  await until(async () => {
    return (await send('XINFO', 'CONSUMERS', stream, GROUP.group)).length <= 1;
  }, 'one is left');
});

test('a refusal to take events off the list is tried again, and warned of', async (t) => {
  const user = ['default', 'on', 'nopass', '~*', '&*', '+@all', '-xack'];
  const own = await RedisServer.start({ user });
  t.after(() => own.stop());
  const warnings = [];
  const record = (warning) => warnings.push(warning);
  process.on('warning', record);
  t.after(() => process.off('warning', record));
  const send = await admin(t, own.url);
  const bus = busMaker(t, own.url)({ group: 'g' });
  bus.subscribe('t', () => {});
  await bus.publish('t', 1);
  await until(() => warnings.some(({ code }) => code === 'AEB_REDIS_REFUSED'), 'it is warned of');
  assert.match(warnings.at(-1).message, /^The server refuses the script "ack": /);
  await send('ACL', 'SETUSER', 'default', '+xack');
  await until(() => bus.stats().unfinishedEvents === 0, 'it is taken off');
  assert.equal(warnings.filter(({ code }) => code === 'AEB_REDIS_REFUSED').length, 1);
});

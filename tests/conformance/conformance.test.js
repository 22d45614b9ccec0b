// One suite for every kind of bus. What a kind does not promise is listed as such, here and in
// docs/redis.md.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { RedisServer } from '../redis/server.js';
import { backends } from './backends.js';
import { cases } from './cases.js';
import { features } from './features.js';

let server;
before(async () => {
  server = await RedisServer.start();
});
after(() => server.stop());

for (const { name, has, connect } of backends) {
  describe(name, () => {
    for (const { name: title, needs = [], run } of cases) {
      const absent = needs.filter((feature) => !has.includes(feature));
      if (absent.length > 0) {
        test(title, { skip: `not promised: ${absent.join(', ')}` });
        continue;
      }
      test(title, async () => {
        const made = [];
        const make = connect(server.url);
        try {
          await run((options) => made[made.push(make(options)) - 1]);
        } finally {
          await Promise.all(made.map((bus) => bus.close()));
        }
      });
    }
  });
}

test('every feature is needed by a case, and promised by a kind of bus', () => {
  for (const feature of Object.keys(features)) {
    assert(
      cases.some(({ needs = [] }) => needs.includes(feature)),
      feature,
    );
    assert(
      backends.some(({ has }) => has.includes(feature)),
      feature,
    );
  }
});

test('docs/redis.md lists which kind promises what', () => {
  const text = readFileSync(new URL('../../docs/redis.md', import.meta.url), 'utf8');
  const kinds = ['EventBus', 'AsyncEventBus', 'RedisEventBus', 'RedisEventBus in a group'];
  for (const [feature, meaning] of Object.entries(features)) {
    const cells = kinds.map((kind) => {
      const [{ has }] = backends.filter(({ name }) => name.replace(/, .*/, '') === kind);
      return has.includes(feature) ? 'yes' : 'no';
    });
    const row = `| ${meaning} | ${cells.join(' | ')} |`;
    assert(text.includes(row), `It lacks the row\n${row}`);
  }
});

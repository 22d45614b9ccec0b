// What each contender does and does not promise, found out by trying.

import { existsSync, readFileSync } from 'node:fs';
import { libraries, load } from './contenders/index.mjs';

/** What the check could not ask, because the contender has no such thing. */
const NONE = undefined;

/**
 * @typedef {object} Trial
 * @property {import('./contenders/index.mjs').Bus} bus
 * @property {(work: (topic: string) => unknown) => Function} handler as this contender calls it
 * @property {boolean} wildcards
 * @property {import('./contenders/index.mjs').Contender} contender
 *
 * @typedef {object} Capability
 * @property {string} name
 * @property {(trial: Trial) => unknown} check whether it has it; undefined if that makes no sense
 */

/** @type {Capability[]} */
export const capabilities = [
  {
    name: '`*` stands for one segment',
    check: async (trial) =>
      (await calls(trial, 'tool.*', 'tool.called')) === 1 &&
      (await calls(trial, 'tool.*', 'tool.search.called')) === 0,
  },
  {
    name: '`**` stands for several',
    check: async (trial) => (await calls(trial, 'agent.**', 'agent.turn.failed')) === 1,
  },
  {
    name: 'one order across all patterns',
    async check(trial) {
      if (!trial.wildcards) return NONE;
      for (const patterns of permutations(['**', 'tool.called', 'tool.*', '*.called'])) {
        if ((await orderOf(trial, patterns)) !== '0123') return false;
      }
      return true;
    },
  },
  {
    name: 'a handler that throws does not keep the event from others',
    async check({ bus, handler }) {
      let reached = false;
      bus.add('tool.called', handler(fail));
      const last = () => {
        reached = true;
      };
      bus.add('tool.called', handler(last));
      await publish(bus, 'tool.called').catch(() => {});
      return reached;
    },
  },
  {
    name: 'a removed handler is not called any more, in the same event',
    async check({ bus, handler }) {
      if (bus.remove === undefined) return NONE;
      let reached = false;
      const second = handler(() => {
        reached = true;
      });
      let added;
      bus.add(
        'tool.called',
        handler(() => bus.remove('tool.called', second, added)),
      );
      added = bus.add('tool.called', second);
      await publish(bus, 'tool.called');
      return !reached;
    },
  },
  {
    name: 'an added handler waits for the next event',
    async check({ bus, handler }) {
      let reached = false;
      const late = handler(() => {
        reached = true;
      });
      bus.add(
        'tool.called',
        handler(() => void bus.add('tool.called', late)),
      );
      await publish(bus, 'tool.called');
      return !reached;
    },
  },
  {
    name: 'once is once, also when its handler publishes again',
    async check({ bus, handler }) {
      if (bus.once === undefined || bus.publish === undefined) return NONE;
      let times = 0;
      const again = () => {
        if (++times < 5) bus.publish('tool.called', {});
      };
      bus.once('tool.called', handler(again));
      bus.publish('tool.called', {});
      return times === 1;
    },
  },
  {
    name: 'publishes and waits for async handlers',
    async check({ bus, handler }) {
      if (bus.publishAsync === undefined) return false;
      let done = false;
      const slow = async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        done = true;
      };
      bus.add('tool.called', handler(slow));
      await bus.publishAsync('tool.called', {});
      return done;
    },
  },
  { name: 'brings its types', check: ({ contender }) => hasTypes(contender) },
];

function fail() {
  throw new Error('a handler that throws');
}

/**
 * @param {import('./contenders/index.mjs').Bus} bus
 * @param {string} topic
 */
async function publish(bus, topic) {
  await (bus.publish ?? bus.publishAsync)(topic, {});
}

/**
 * @param {Trial} trial
 * @param {string} pattern
 * @param {string} topic
 */
async function calls({ contender, handler }, pattern, topic) {
  const bus = contender.open(await load(contender));
  let count = 0;
  bus.add(
    pattern,
    handler(() => void count++),
  );
  await publish(bus, topic);
  return count;
}

/**
 * @param {Trial} trial
 * @param {string[]} patterns
 */
async function orderOf({ contender, handler }, patterns) {
  const bus = contender.open(await load(contender));
  let order = '';
  for (const [i, pattern] of patterns.entries()) {
    bus.add(
      pattern,
      handler(() => {
        order += i;
      }),
    );
  }
  await publish(bus, 'tool.called');
  return order;
}

/**
 * @param {string[]} list
 * @returns {string[][]}
 */
function permutations(list) {
  if (list.length === 0) return [[]];
  return list.flatMap((first) =>
    permutations(list.filter((one) => one !== first)).map((rest) => [first, ...rest]),
  );
}

/** @type {Record<import('./handlers.mjs').Shape, (work: (topic: string) => unknown) => Function>} */
const handlerOf = {
  pair: (work) => (topic) => work(topic),
  envelope:
    (work) =>
    ({ topic }) =>
      work(topic),
  message:
    (work) =>
    ({ topic }, done) => {
      const result = work(topic);
      if (result instanceof Promise) result.then(() => done());
      else done();
    },
};

/** @param {import('./contenders/index.mjs').Contender} contender */
function hasTypes({ package: name, module }) {
  if (module.startsWith('file:')) return existsSync(new URL('index.d.ts', module));
  if (name === undefined) return NONE;
  const folder = new URL(`node_modules/${name}/`, import.meta.url);
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  const path = manifest.types ?? manifest.typings ?? manifest.exports?.['.']?.types;
  return existsSync(new URL(typeof path === 'string' ? path : 'index.d.ts', folder));
}

/** @returns {Promise<Record<string, (boolean | null)[]>>} by contender; null: it makes no sense */
export async function checkCapabilities() {
  /** @type {Record<string, (boolean | null)[]>} */
  const results = {};
  for (const contender of libraries) {
    const library = await load(contender);
    const { wildcards, handlers } = contender;
    results[contender.name] = [];
    for (const { check } of capabilities) {
      const bus = contender.open(library);
      const trial = { bus, wildcards, contender, handler: handlerOf[handlers] };
      const result = await check(trial);
      results[contender.name].push(result === undefined ? null : Boolean(result));
    }
  }
  return results;
}

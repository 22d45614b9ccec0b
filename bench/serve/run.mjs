// npm run bench:serve: whether readers of an agent's events, of which some read nothing, slow the
// agent down, and what memory they take. Writes docs/benchmarks/serve.md.
//
//   npm run bench:serve -- --rounds 2 --seconds 1     shorter, to see that it works; writes nothing

import { fork } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { build } from '../../scripts/build.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { command, say } from '../../scripts/say.mjs';
import { setup } from '../../scripts/setup.mjs';
import { median } from '../statistics.mjs';
import { documentOf } from './document.mjs';

const CLIENTS = 50;
const FROZEN = 10;
const MAX_RATIO = 1.2;
const MAX_BYTES = 1 << 20;
/** How long a reader may take for what was published last, in milliseconds. */
const PATIENCE_MS = 60_000;

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, seconds: { type: 'string' } },
});
const isShort = values.rounds !== undefined || values.seconds !== undefined;
const rounds = Number(values.rounds ?? 12);
const seconds = Number(values.seconds ?? 3);

/** 1,000 events a second, one at a time; and 2,000 of them, in bursts. */
const loads = [
  { name: 'steady', events: 1_000 * seconds, atOnce: 1, everyMs: 1 },
  { name: 'bursts', events: 2_000 * seconds, atOnce: 200, everyMs: 100 },
];

/**
 * A process that answers each message with one.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {string[]} [execArgv]
 */
async function start(file, args, execArgv = []) {
  const child = fork(inRoot(`bench/serve/${file}`), args, { execArgv });
  const answer = () =>
    new Promise((resolve, reject) => {
      const onExit = (code) => reject(new Error(`${file} ended: ${code}`));
      child.once('exit', onExit);
      child.once('message', (message) => {
        child.off('exit', onExit);
        resolve(message);
      });
    });
  const hello = await answer();
  const ask = (request) => {
    const answered = answer();
    child.send(request);
    return answered;
  };
  return { hello, ask, stop: () => child.disconnect() };
}

/** Before what is measured: more than the system takes for a reader that does not read. */
const fill = { events: 8_000, atOnce: 200, everyMs: 40 };

/** One load, alone and with readers, in an order that changes from round to round. */
async function measure(agent, clients, load, round) {
  const published = fill.events + load.events;
  const alone = async () => {
    await agent.ask({ publish: fill });
    const figures = await agent.ask({ publish: load });
    return { ...figures, ...(await agent.ask({ memory: true })) };
  };
  const served = async () => {
    await clients.ask({ open: CLIENTS, frozen: FROZEN });
    await agent.ask({ publish: fill });
    await caughtUp(clients, fill.events, (one) => !one.frozen);
    const figures = await agent.ask({ publish: load });
    const counts = await caughtUp(clients, published, (one) => !one.frozen);
    const memory = await agent.ask({ memory: true });
    await clients.ask({ thaw: true });
    const thawed = await caughtUp(clients, published, () => true);
    await clients.ask({ close: true });
    while ((await agent.ask({})).clients > 0) await delay(10);
    return {
      ...figures,
      ...memory,
      published,
      good: counts.filter(({ frozen }) => !frozen),
      frozen: thawed.filter(({ frozen }) => frozen),
    };
  };
  if (round % 2 === 0) return { alone: await alone(), served: await served() };
  const first = await served();
  return { alone: await alone(), served: first };
}

/** Waits until those who count have got, or been told that they missed, all of so many events. */
async function caughtUp(clients, events, counts) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const all = await clients.ask({});
    const behind = all.filter((one) => counts(one) && one.received + one.missed < events);
    if (behind.length === 0) return all;
    if (performance.now() > end) {
      throw new Error(`${behind.length} readers did not get everything: ${JSON.stringify(behind)}`);
    }
    await delay(50);
  }
}

function sayRound(name, { alone, served }) {
  const us = (figures) => ['p50', 'p99', 'max'].map((one) => (figures[one] / 1e3).toFixed(1));
  const ratio = (served.p99 / alone.p99).toFixed(2);
  say(`${name}: alone ${us(alone)} µs, served ${us(served)} µs, p99 ×${ratio}`);
}

await command(async () => {
  const loadAtStart = loadavg()[0];
  await build(await setup('start'));
  // A copy, so that a build during a run does not change what is measured.
  const folder = inRoot('build/bench-serve');
  rmSync(folder, { recursive: true, force: true });
  cpSync(inRoot('dist'), folder, { recursive: true });

  const agent = await start('agent.mjs', [folder], ['--expose-gc']);
  const clients = await start('clients.mjs', [agent.hello.url, agent.hello.token]);
  const results = loads.map((load) => ({ load, rounds: [] }));
  try {
    await measure(agent, clients, loads[0], 0); // warms up
    for (let round = 0; round < rounds; round++) {
      for (const { load, rounds: done } of results) {
        const one = await measure(agent, clients, load, round);
        done.push(one);
        sayRound(`${round + 1}/${rounds} ${load.name}`, one);
      }
    }
  } finally {
    agent.stop();
    clients.stop();
  }

  const text = documentOf({ results, clients: CLIENTS, frozen: FROZEN, loadAtStart });
  console.log(text);
  if (!isShort) writeFileSync(inRoot('docs/benchmarks/serve.md'), text);
  for (const { load, rounds: done } of results) {
    const ratio = median(done.map(({ alone, served }) => served.p99 / alone.p99));
    const resident = median(done.map(({ alone, served }) => (served.rss - alone.rss) / CLIENTS));
    const missed = done.some(({ served }) => served.good.some((one) => one.missed > 0));
    if (ratio <= MAX_RATIO && resident <= MAX_BYTES && !missed) continue;
    say(
      `${load.name} falls short: p99 ×${ratio.toFixed(2)}, ${Math.round(resident)} bytes per reader` +
        `${missed ? ', and some were too slow for the log' : ''}`,
    );
    process.exitCode = 1;
  }
});

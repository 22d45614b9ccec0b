// Every fault with its promise: what is run, in which size, and what must come out of it. Where chance
// decides something, a seed repeats what it decides; nobody can repeat the timing.

import { clients } from '../redis/support.js';
import { consumerCrashes } from './consumer-crashes.js';
import { lostReplies } from './lost-replies.js';
import { nemeses } from './nemeses.js';
import { pollGap } from './poll-gap.js';
import { serverCrashes } from './server-crashes.js';
import { underNemesis } from './under-nemesis.js';

/**
 * @typedef {object} Finding
 * @property {string} figure what came out, in words
 * @property {number} trials of what the promise is about
 * @property {number} failures of them
 * @property {string[]} late what took longer than promised, which only counts where the machine is
 *   otherwise idle
 *
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} promise
 * @property {Record<'short' | 'long', object>} sizes
 * @property {string} [byChance] what the seed decides, if anything
 * @property {(size: any) => Promise<Finding>} run gets the size and the seed as one object
 */

const count = (number) => number.toLocaleString('en');
const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;
const both = (run) => Promise.all(Object.keys(clients).map(run));
const total = (results, of) => results.reduce((sum, result) => sum + of(result), 0);

/** @type {Scenario[]} */
export const scenarios = [
  {
    name: 'server-crashes',
    promise:
      'With `appendfsync always`, an event that `publish` confirmed is there after a `kill -9` of the server: once, and in the order of its publisher',
    sizes: { short: { cycles: 100, events: 20_000 }, long: { cycles: 1_000, events: 300_000 } },
    byChance: 'how long the server lives each time',
    async run(size) {
      const result = await serverCrashes(size);
      const { cycles, confirmed, unknown, notStored, lost, doubled, reordered } = result;
      return {
        figure: `${lost} lost, ${doubled} doubled, ${reordered} out of order, of ${count(confirmed)} confirmed in ${count(cycles)} kills under 8 publishers (${count(unknown)} unknown, ${count(notStored)} not stored)`,
        trials: confirmed,
        failures: lost + doubled + reordered,
        late: [],
      };
    },
  },
  {
    name: 'lost-replies',
    promise:
      'An event whose confirmation is lost on its way is neither lost nor doubled: it is sent again under its number',
    sizes: { short: { events: 2_000 }, long: { events: 25_000 } },
    async run(size) {
      const results = await both((client) => lostReplies({ client, ...size }));
      const bad = (result) => result.lost + result.doubled + result.reordered + result.failed;
      const cuts = total(results, (result) => result.cuts);
      return {
        figure: results
          .map(
            ({ client, events, lost, doubled, cuts: own }) =>
              `${client}: ${lost} lost, ${doubled} doubled of ${count(events)}, ${count(own)} connections cut`,
          )
          .join('; '),
        trials: total(results, ({ events }) => events),
        failures: total(results, bad) + (cuts === 0 ? 1 : 0),
        late: [],
      };
    },
  },
  {
    name: 'poll-gap',
    promise:
      'An event that is stored between an empty answer to a reader and its next question is not missed',
    sizes: { short: { trials: 200 }, long: { trials: 2_500 } },
    async run(size) {
      const results = await both((client) => pollGap({ client, ...size }));
      return {
        figure: results
          .map(
            ({ client, lost, doubled, trials }) =>
              `${client}: ${lost} lost, ${doubled} doubled of ${count(trials)}`,
          )
          .join('; '),
        trials: total(results, ({ trials }) => trials),
        failures: total(results, ({ lost, doubled }) => lost + doubled),
        late: [],
      };
    },
  },
  {
    name: 'consumer-crashes',
    promise:
      'A member of a group that is killed between read and handler, handler and ack, or ack and answer loses nothing: others take over behind the lease, and no handler runs at once with another of the same event',
    sizes: { short: { kills: 200 }, long: { kills: 400 } },
    byChance: 'which client a member has, and where it dies',
    async run(size) {
      const { kills, events, points, lost, atOnce, slowestMs, leaseMs } =
        await consumerCrashes(size);
      const where = Object.entries(points).map(([point, times]) => `${times} ${point}`);
      const text = `slowest taken over ${seconds(slowestMs)} after the kill, with a lease of ${seconds(leaseMs)}`;
      return {
        figure: `${lost} lost of ${count(events)} events, ${atOnce} run at once, in ${count(kills)} kills (${where.join(', ')}); ${text}`,
        trials: kills,
        failures: lost + atOnce,
        late: slowestMs > leaseMs + 2_000 ? [text] : [],
      };
    },
  },
  ...nemeses().map(({ name }, index) => ({
    name: `nemesis: ${name}`,
    promise:
      'Behind the fault all get on; nothing confirmed is lost without a `gap`, nothing is doubled, the order of each publisher is kept, and no more than `maxPending` events wait',
    sizes: { short: { rounds: 1 }, long: { rounds: 5 } },
    async run({ rounds }) {
      const results = [];
      for (let round = 0; round < rounds; round++) {
        const once = (client) => underNemesis({ client, nemesis: nemeses()[index] });
        results.push(...(await both(once)));
      }
      const isBad = (result) =>
        result.progressMs === Number.POSITIVE_INFINITY ||
        result.lost + result.doubled + result.reordered > 0 ||
        result.mostPending > 50;
      const sum = (key) => count(total(results, (result) => result[key]));
      const slowest = Math.max(...results.map(({ progressMs }) => progressMs));
      const text = `they got on within ${seconds(slowest)}`;
      return {
        figure: `${text}; ${sum('lost')} lost, ${sum('doubled')} doubled, ${sum('reordered')} out of order of ${sum('confirmed')} confirmed, ${sum('gaps')} gaps told, ${sum('refused')} refused by ERR_BACKPRESSURE`,
        trials: results.length,
        failures: results.filter(isBad).length,
        late: slowest > 5_000 ? [text] : [],
      };
    },
  })),
];

// What is compared, in the order of the report. Scenarios are data, with the program of one process.

import { asynchronous } from './asynchronous.mjs';
import { changes } from './changes.mjs';
import { exact } from './exact.mjs';
import { size } from './size.mjs';
import { wildcards } from './wildcards.mjs';

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} title
 * @property {string} does what one operation is
 * @property {Entry[]} entries who takes part
 * @property {Target[]} targets
 * @property {'sync' | 'async'} [steps] whether an operation returns a promise; 'sync' if left out
 * @property {'sync' | 'async'} [handlers] the same of the handlers
 * @property {string} [program] of one sample, where it is not repeated rounds of an operation
 * @property {number} [samples] of such a program
 * @property {number} [count] of subscriptions in it
 * @property {Metric[]} metrics
 *
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} contender
 * @property {(bus: import('../contenders/index.mjs').Bus, tools: Tools) => Operation} [operation]
 *
 * @typedef {object} Tools
 * @property {() => Function} handler makes one
 * @property {(below: number) => number} random
 *
 * @typedef {object} Operation
 * @property {() => unknown} step does one
 * @property {(count: number) => void} [prepare] makes what that many steps will use, not timed
 * @property {(count: number) => import('../handlers.mjs').Deliveries} expected of that many steps
 *
 * @typedef {object} Metric
 * @property {string} name
 * @property {'ns' | 'B'} unit
 *
 * @typedef {object} Target
 * @property {string} metric
 * @property {string[]} against entries whose sum is the measure; none: `atMost` is absolute
 * @property {number} atMost our measure divided by theirs
 */

/** @type {{ name: string, title: string, scenarios: Scenario[] }[]} */
export const groups = [
  { name: 'exact', title: 'Exact topics', scenarios: exact },
  { name: 'wildcards', title: 'Wildcards', scenarios: wildcards },
  { name: 'changes', title: 'Subscriptions that come and go', scenarios: changes },
  { name: 'async', title: 'Asynchronous', scenarios: asynchronous },
  { name: 'size', title: 'Many subscriptions', scenarios: size },
];

export const scenarios = groups.flatMap((group) => group.scenarios);

// Who is compared. Each is called as its own documentation says, with as little around it as can be.

import { agentEventBus } from './agent-event-bus.mjs';
import { directCalls, directCallsByTopic } from './direct-calls.mjs';
import { emittery } from './emittery.mjs';
import { eventemitter2 } from './eventemitter2.mjs';
import { eventemitter3 } from './eventemitter3.mjs';
import { hookable, hookableSerial } from './hookable.mjs';
import { mitt } from './mitt.mjs';
import { mqemitter } from './mqemitter.mjs';
import { nanoevents } from './nanoevents.mjs';
import { nodeEvents } from './node-events.mjs';
import { qlobber, qlobberCaching } from './qlobber.mjs';
import { tseep } from './tseep.mjs';

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} [package] in bench/package.json
 * @property {string} [module] what is imported; none where there is nothing to import
 * @property {import('../handlers.mjs').Shape} handlers how it calls them
 * @property {boolean} wildcards whether patterns mean something to it
 * @property {boolean} [variant] whether it is another way to use the library before it
 * @property {(library: any) => Bus} open makes one from what was imported
 *
 * @typedef {object} Bus what a contender can do; what is left out, it cannot
 * @property {(pattern: string, handler: Function) => unknown} add returns what `remove` wants
 * @property {(pattern: string, handler: Function, added: any) => void} [remove]
 * @property {(pattern: string, handler: Function) => void} [once]
 * @property {(topic: string, event: unknown) => void} [publish]
 * @property {(topic: string, event: unknown) => unknown} [publishAsync]
 * @property {() => number} [coreBytes] what it uses of its WebAssembly memory
 */

/** @type {Contender[]} */
export const contenders = [
  agentEventBus,
  directCalls,
  directCallsByTopic,
  nodeEvents,
  mitt,
  eventemitter3,
  nanoevents,
  tseep,
  eventemitter2,
  qlobber,
  qlobberCaching,
  mqemitter,
  emittery,
  hookable,
  hookableSerial,
];

export const ours = agentEventBus.name;

/** Each library once. */
export const libraries = contenders.filter(({ module, variant }) => module && !variant);

/** @param {string} name */
export function contenderOf(name) {
  const contender = contenders.find((one) => one.name === name);
  if (contender === undefined) throw new Error(`No contender is called ${name}`);
  return contender;
}

/**
 * @param {Contender} contender
 * @returns {Promise<any>} its module
 */
export const load = async ({ module }) => module && import(module);

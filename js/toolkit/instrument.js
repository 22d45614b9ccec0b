// Wraps the tools and models of an agent so that their calls become events, with ids, latency and
// errors. What is wrapped does what it did.

import { checkFunction, checkOptionalFunction, checkOptions } from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { describeError } from './describe-error.js';
import { report } from './feed.js';
import { follow } from './follow.js';
import { checkPartOptions } from './part-options.js';
import { isClosed, publishAside, publishNow } from './publishing.js';
import { maxTokensIn, normalizeUsage, promptIn, stopReasonIn, usageIn } from './responses.js';
import { currentScope, storageOf } from './scopes.js';

/**
 * @typedef {import('./feed.js').Bus} Bus
 * @typedef {import('./scopes.js').Scope} Scope
 *
 * @typedef {object} Topics of one kind of call
 * @property {string} start
 * @property {string} success
 * @property {string} failure
 * @property {string} denial when a start was refused
 *
 * @typedef {object} Details what the events of a call say beyond ids, latency and errors
 * @property {object} start
 * @property {object} both in the start and in the end
 * @property {(value: unknown) => object} success
 * @property {Ask} [usageOf] a chunk; only models have streams
 * @property {boolean} [isAsync] what is called never throws, but rejects
 *
 * @typedef {(value: unknown) => unknown} Ask a question to a response, or a chunk of one
 */

/** @type {Topics} */
const TOOL = {
  start: 'tool.called',
  success: 'tool.succeeded',
  failure: 'tool.failed',
  denial: 'tool.denied',
};
/** @type {Topics} */
const MODEL = {
  start: 'model.request',
  success: 'model.response',
  failure: 'model.failed',
  denial: 'model.failed',
};
/** @type {Topics} */
const TURN = {
  start: 'agent.turn.started',
  success: 'agent.turn.completed',
  failure: 'agent.turn.failed',
  denial: 'agent.turn.failed',
};
/** @type {Topics} */
const RUN = {
  start: 'run.started',
  success: 'run.completed',
  failure: 'run.failed',
  denial: 'run.failed',
};

/**
 * @param {Bus} bus
 * @param {unknown} [options]
 */
export function instrument(bus, options) {
  if (typeof bus?.subscribe !== 'function') {
    throw argumentTypeError('bus', 'must be an EventBus', bus);
  }
  const { ids, ...rest } = /** @type {any} */ (checkOptions(options));
  const { clock, onError } = checkPartOptions(rest);
  const part = { onError };
  const context = {
    ...part,
    bus,
    storage: storageOf(bus),
    now: careful(part, clock, () => performance.now()),
    newId: careful(part, checkOptionalFunction('ids', ids), randomId),
  };
  return new Instrument(context, undefined);
}

/**
 * A function of the caller's that must not stop a call when it throws.
 *
 * @template T
 * @param {{ onError: ((error: unknown) => void) | undefined }} part
 * @param {(() => T) | undefined} ask
 * @param {() => T} otherwise
 */
function careful(part, ask, otherwise) {
  if (ask === undefined) return otherwise;
  return () => {
    try {
      return ask();
    } catch (error) {
      report(part, error);
      return otherwise();
    }
  };
}

/**
 * @typedef {object} Context
 * @property {Bus} bus
 * @property {import('./scopes.js').Storage} storage
 * @property {() => number} now milliseconds
 * @property {() => string} newId
 * @property {((error: unknown) => void) | undefined} onError
 */

class Instrument {
  #context;
  #scope;

  /**
   * @param {Context} context
   * @param {Scope | undefined} scope undefined: wherever the code runs
   */
  constructor(context, scope) {
    this.#context = context;
    this.#scope = scope;
  }

  get runId() {
    return currentScope(this.#context.storage, this.#scope).runId;
  }

  get parentId() {
    return currentScope(this.#context.storage, this.#scope).parentId;
  }

  /**
   * @param {unknown} name
   * @param {unknown} fn
   * @param {unknown} [options]
   */
  tool(name, fn, options) {
    checkName('name', name);
    const { tags, metadata } = /** @type {any} */ (checkOptions(options));
    return this.#wrap(fn, TOOL, (args) => ({
      start: { args: oneOrAll(args), tags, metadata },
      both: { tool: name },
      success: (result) => ({ result }),
    }));
  }

  /**
   * @param {unknown} model
   * @param {unknown} fn
   * @param {unknown} [options]
   */
  model(model, fn, options) {
    checkName('model', model);
    const { provider, name, tags, metadata, usage, output } = /** @type {any} */ (
      checkOptions(options)
    );
    const usageOf = /** @type {Ask} */ (checkOptionalFunction('usage', usage) ?? usageIn);
    const outputOf = /** @type {Ask} */ (checkOptionalFunction('output', output) ?? identity);
    return this.#wrap(fn, MODEL, (args) => {
      const request = oneOrAll(args);
      return {
        start: { messages: promptIn(request), maxTokens: maxTokensIn(request), tags, metadata },
        both: { model, provider, name },
        success: (response) => ({
          output: this.#ask(outputOf, response),
          usage: this.#usage(this.#ask(usageOf, response)),
          stopReason: stopReasonIn(response),
        }),
        usageOf,
      };
    });
  }

  /**
   * @param {unknown} details
   * @param {unknown} body
   */
  run(details, body) {
    const { runId, agent, ...rest } = /** @type {any} */ (checkOptions(details));
    const call = checkFunction('body', body);
    const outer = currentScope(this.#context.storage, this.#scope);
    const id = runId === undefined ? this.#context.newId() : `${runId}`;
    const scope = { runId: id, parentId: id, agent, run: { turns: 0 }, outer };
    const about = { runId: id, parentId: outer.parentId, agent };
    return this.#call(RUN, scope, about, () => call(new Instrument(this.#context, scope)), {
      start: rest,
      both: {},
      success: (output) => ({ output }),
      isAsync: isAsyncFunction(call),
    });
  }

  /**
   * @param {unknown} details
   * @param {unknown} body
   */
  turn(details, body) {
    const { agent, ...rest } = /** @type {any} */ (checkOptions(details));
    const call = checkFunction('body', body);
    const outer = currentScope(this.#context.storage, this.#scope);
    const callId = this.#context.newId();
    const scope = { ...outer, parentId: callId, agent: agent ?? outer.agent, outer };
    const turn = outer.run === undefined ? undefined : ++outer.run.turns;
    const about = { ...idsOf(outer), callId, agent: scope.agent };
    return this.#call(TURN, scope, about, () => call(new Instrument(this.#context, scope)), {
      start: rest,
      both: { turn },
      success: () => ({}),
      isAsync: isAsyncFunction(call),
    });
  }

  /**
   * @param {unknown} fn
   * @param {Topics} topics
   * @param {(args: unknown[]) => Details} describe
   */
  #wrap(fn, topics, describe) {
    const wrapped = /** @type {(...args: unknown[]) => unknown} */ (checkFunction('fn', fn));
    const isAsync = isAsyncFunction(wrapped);
    const instrumentation = this;
    /**
     * @this {unknown}
     * @param {...unknown} args
     */
    function instrumented(...args) {
      const call = () => wrapped.apply(this, args);
      return instrumentation.#callInside(topics, call, { ...describe(args), isAsync });
    }
    return Object.defineProperties(instrumented, {
      name: { value: wrapped.name, configurable: true },
      length: { value: wrapped.length, configurable: true },
    });
  }

  /**
   * @param {Topics} topics
   * @param {() => unknown} call
   * @param {Details} details
   */
  #callInside(topics, call, details) {
    const outer = currentScope(this.#context.storage, this.#scope);
    const callId = this.#context.newId();
    const scope = { ...outer, parentId: callId, outer };
    return this.#call(topics, scope, { ...idsOf(outer), callId }, call, details);
  }

  /**
   * @param {Topics} topics
   * @param {Scope} scope in which it runs
   * @param {object} about the ids in all of its events
   * @param {() => unknown} call
   * @param {Details} details
   */
  #call(topics, scope, about, call, details) {
    const { bus, storage, now } = this.#context;
    const head = defined({ ...about, ...details.both });
    try {
      publishNow(bus, topics.start, { ...head, ...defined(details.start) });
    } catch (error) {
      if (!isClosed(error)) {
        const described = describeError(error);
        const denial = { ...head, reason: described.message, error: described, latencyMs: 0 };
        publishAside(bus, topics.denial, denial);
        if (details.isAsync) return Promise.reject(error);
        throw error;
      }
    }
    const start = now();
    const latencyMs = () => Math.round((now() - start) * 1000) / 1000;
    return follow(() => storage.run(scope, call), {
      succeed: (value) => {
        const latency = latencyMs();
        const end = { ...head, ...defined(details.success(value)), latencyMs: latency };
        publishAside(bus, topics.success, end);
      },
      fail: (error) => {
        const end = { ...head, error: describeError(error), latencyMs: latencyMs() };
        publishAside(bus, topics.failure, end);
      },
      ...(details.usageOf === undefined
        ? {}
        : { streaming: this.#streaming(head, latencyMs, details.usageOf) }),
    });
  }

  /**
   * @param {object} head
   * @param {() => number} latencyMs
   * @param {Ask} usageOf
   * @returns {import('./follow.js').Streaming}
   */
  #streaming(head, latencyMs, usageOf) {
    const { bus } = this.#context;
    /** What chunks said of it so far; later ones add to it, or know better. @type {object} */
    let usage = {};
    /** @type {string | undefined} */
    let stopReason;
    return {
      chunk: (delta) => {
        usage = { ...usage, ...counts(this.#ask(usageOf, delta)) };
        stopReason = stopReasonIn(delta) ?? stopReason;
        publishAside(bus, 'model.delta', { ...head, delta });
      },
      end: (complete) => {
        const end = {
          usage: this.#usage(usage),
          stopReason: stopReason ?? (complete ? undefined : 'abandoned'),
        };
        publishAside(bus, MODEL.success, { ...head, ...defined(end), latencyMs: latencyMs() });
      },
    };
  }

  /** @param {unknown} usage */
  #usage(usage) {
    try {
      return normalizeUsage(usage);
    } catch (error) {
      report(this.#context, error);
      return undefined;
    }
  }

  /**
   * Asks a function of the caller's.
   *
   * @param {Ask} ask
   * @param {unknown} value
   */
  #ask(ask, value) {
    try {
      return ask(value);
    } catch (error) {
      report(this.#context, error);
      return undefined;
    }
  }
}

/** @param {Function} fn */
function isAsyncFunction(fn) {
  return Object.prototype.toString.call(fn) === '[object AsyncFunction]';
}

/** @param {Scope} scope */
function idsOf({ runId, parentId, agent }) {
  return { runId, parentId, agent };
}

/** @param {unknown} value */
function identity(value) {
  return value;
}

/** @param {unknown[]} args */
function oneOrAll(args) {
  return args.length === 1 ? args[0] : args;
}

/**
 * Without what is undefined: an event has no members that say nothing.
 *
 * @param {object} members
 */
function defined(members) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/**
 * What a chunk knows of the usage. OpenAI's chunks have `usage: null` until the last.
 *
 * @param {unknown} usage
 */
function counts(usage) {
  if (typeof usage !== 'object' || usage === null) return {};
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
}

/**
 * @param {string} what
 * @param {unknown} name
 */
function checkName(what, name) {
  if (typeof name === 'string' && name !== '') return;
  throw argumentTypeError(what, 'must be a text that is not empty', name);
}

/** @returns {string} */
function randomId() {
  const { crypto } = globalThis;
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  // A page without https has no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

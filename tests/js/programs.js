// Random programs for a bus, as data, and what performs them on a bus or on its model.

import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';

const TOPICS = ['a', 'b', 'a.a', 'a.b', 'b.a'];
const PATTERNS = [...TOPICS, '*', '**', 'a.*', '*.a', 'a.**', '**.b', '*.*'];
/** Calls of handlers, for programs may breed without end. */
const MAX_CALLS = 60;
const TIMEOUT_MS = 10;
const SIGNALS = 3;
/** Actions of one program, at most. */
const MAX_STEPS = 24;

// Programs

/** `weight` times as often as one of weight 1. */
const often = (weight, arbitrary) => ({ weight, arbitrary });
const maybe = (value) => fc.option(value, { nil: undefined, freq: 2 });

const topic = fc.oneof(often(40, fc.constantFrom(...TOPICS)), often(1, fc.constantFrom('', '*')));
const pattern = fc.oneof(
  often(8, fc.constantFrom(...PATTERNS)),
  often(1, fc.array(fc.constantFrom(...PATTERNS), { maxLength: 3 })),
);
const which = fc.nat({ max: 7 });
const signal = fc.option(fc.nat({ max: SIGNALS - 1 }), { nil: undefined, freq: 3 });
const doing = (name, rest = {}) => fc.record({ do: fc.constant(name), ...rest });

const flat = fc.oneof(
  often(8, doing('publish', { topic, guarded: fc.boolean() })),
  often(6, doing('publishAsync', { topic, serial: fc.boolean(), signal })),
  often(3, doing('unsubscribe', { which })),
  often(4, doing('settle', { which, rejects: fc.boolean() })),
  often(2, doing('abort', { which: fc.nat({ max: SIGNALS - 1 }) })),
  often(1, doing('wait', { pattern, signal, where: fc.constantFrom(undefined, 'odd') })),
  often(1, doing('next', { which })),
  often(1, doing('idle')),
  fc.constantFrom({ do: 'clear' }, { do: 'close' }, { do: 'return', which: 0 }),
);

/** How a handler ends: half of them plainly. */
const end = fc.constantFrom(
  ...['return', 'return', 'return', 'throw', 'promise', 'promise', 'promise'],
  ...['rejected', 'resolved', 'thenable', 'bad thenable'],
);
const calls = (action) =>
  fc.array(fc.record({ acts: fc.array(action, { maxLength: 2 }), end }), {
    minLength: 1,
    maxLength: 3,
  });
const onError = fc.record({
  acts: fc.array(flat, { maxLength: 1 }),
  end: fc.constantFrom('return', 'return', 'throw', 'rethrow'),
});
const where = fc.record({
  acts: fc.array(flat, { maxLength: 1 }),
  end: fc.constantFrom('yes', 'yes', 'odd', 'no', 'throw'),
});
const overflow = fc.constantFrom(undefined, 'block', 'drop-oldest', 'drop-newest', 'error');
const maxBuffer = fc.constantFrom(undefined, 1, 2);
const subscribe = (action) =>
  doing('subscribe', {
    pattern,
    calls: calls(action),
    priority: fc.constantFrom(undefined, -1, 1),
    once: fc.constantFrom(undefined, undefined, true),
    where: fc.option(where, { nil: undefined, freq: 3 }),
    signal,
    onError: maybe(onError),
    concurrency: fc.constantFrom(undefined, undefined, 1, 1, 2),
    maxBuffer,
    overflow,
    timeoutMs: fc.constantFrom(undefined, undefined, TIMEOUT_MS),
  });

const nested = fc.oneof(often(5, flat), often(1, subscribe(flat)));
const step = fc.oneof(
  often(6, subscribe(nested)),
  often(14, flat),
  often(1, doing('tick')),
  often(1, doing('iterate', { pattern, signal, maxBuffer, overflow })),
);

export const program = fc.record({
  order: fc.constantFrom('nested', 'fifo'),
  maxDepth: fc.constantFrom(1, 2, 3, 4),
  onError: maybe(onError),
  steps: fc.array(step, { minLength: 3, maxLength: MAX_STEPS, size: 'max' }),
});

// Their performance

const context = new AsyncLocalStorage();

/** An error as traces show it. */
function shown(error) {
  if (error instanceof AggregateError) return error.errors.map(shown);
  if (error?.code === undefined) return String(error);
  return error.topics === undefined ? error.code : `${error.code} ${error.topics.join(' ')}`;
}

/** Options without those that are not given. */
const given = (options) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

class Performer {
  trace = [];
  /** What happened in order, and what came of promises in any order, during one step. */
  log = [];
  results = [];
  subscriptions = [];
  iterators = [];
  /** Promises of handlers that are not settled. */
  open = [];
  controllers = Array.from({ length: SIGNALS }, () => new AbortController());
  calls = 0;
  events = 0;
  errors = 0;
  promises = 0;

  constructor(Bus, { order, maxDepth, onError }, keepsContext) {
    this.keepsContext = keepsContext;
    // The model listens for each subscription; the bus does not, so it may be warned of.
    if (Bus.name === 'Model') setMaxListeners(0, ...this.controllers.map(({ signal }) => signal));
    this.bus = new Bus({ order, maxDepth, onError: this.onError('bus', onError) });
  }

  note(...entry) {
    this.log.push(entry.join(' '));
  }
  error() {
    return `error ${++this.errors}`;
  }
  acts(acts) {
    for (const action of acts) this.act(action);
  }
  act(action) {
    this[action.do](action);
  }

  /** Notes a call of the bus to one of its callbacks. Whether that may do anything. */
  called(who, topic, event, more = '') {
    const lost = this.keepsContext && context.getStore() !== event ? 'CONTEXT LOST' : '';
    this.note(...[who, topic, event, more, lost].filter((word) => word !== ''));
    return ++this.calls <= MAX_CALLS;
  }
  onError(who, does) {
    if (does === undefined) return undefined;
    return (error, topic, event, subscription) => {
      const timedOut = JSON.stringify(shown(error)).includes('TIMEOUT'); // the clock of the test has no context
      const run = timedOut ? (call) => context.run(event, call) : (call) => call();
      run(() => {
        const what = `${JSON.stringify(shown(error))} of ${this.indexOf(subscription)}`;
        if (!this.called(`${who} onError`, topic, event, what)) return;
        this.acts(does.acts);
        if (does.end === 'throw') throw this.error();
        if (does.end === 'rethrow') throw error;
      });
    };
  }
  where(who, does) {
    if (does === undefined) return undefined;
    const { acts, end } = typeof does === 'string' ? { acts: [], end: does } : does;
    return (topic, event) => {
      if (!this.called(`${who} where`, topic, event)) return false;
      this.acts(acts);
      if (end === 'throw') throw this.error();
      return end === 'yes' || (end === 'odd' && event % 2 === 1);
    };
  }
  handler(who, calls) {
    let count = 0;
    return (topic, event, subscription) => {
      const told = subscription === this.subscriptions[who] ? '' : 'of another';
      if (!this.called(who, topic, event, told)) return undefined;
      const { acts, end } = calls[count++ % calls.length];
      this.acts(acts);
      return this.end(end);
    };
  }
  end(end) {
    switch (end) {
      case 'throw':
        throw this.error();
      case 'rejected':
        return Promise.reject(this.error());
      case 'resolved':
        return Promise.resolve();
      case 'promise':
        return new Promise((resolve, reject) => this.open.push({ resolve, reject }));
      case 'thenable':
        // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
        return { then: (resolve, reject) => this.open.push({ resolve, reject }) };
      case 'bad thenable': {
        const error = this.error();
        return {
          // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
          get then() {
            throw error;
          },
        };
      }
      default:
        return end;
    }
  }
  indexOf(subscription) {
    const index = this.subscriptions.indexOf(subscription);
    return index === -1 ? 'a wait' : index;
  }
  at(list, which) {
    return list.length === 0 ? undefined : list[which % list.length];
  }
  /** Takes down what comes of a promise. */
  watch(promise, shownValue = String) {
    const id = ++this.promises;
    promise.then(
      (value) => this.results.push(`${id} resolved: ${shownValue(value)}`),
      (error) => this.results.push(`${id} rejected: ${JSON.stringify(shown(error))}`),
    );
  }
  signal(index) {
    return index === undefined ? undefined : this.controllers[index].signal;
  }

  // Actions

  attempt(call) {
    try {
      call();
    } catch (error) {
      this.note('threw', JSON.stringify(shown(error)));
    }
  }
  subscribe({ do: _, pattern, calls, ...options }) {
    const who = this.subscriptions.push(undefined) - 1;
    options.where = this.where(who, options.where);
    options.onError = this.onError(who, options.onError);
    options.signal = this.signal(options.signal);
    this.attempt(() => {
      const handler = this.handler(who, calls);
      const subscription = this.bus.subscribe(pattern, handler, given(options));
      this.subscriptions[who] = subscription;
      this.note('subscribed', who, subscription.active);
    });
  }
  unsubscribe({ which }) {
    const subscription = this.at(this.subscriptions, which);
    if (subscription !== undefined) this.note('unsubscribed', which, subscription.unsubscribe());
  }
  publish({ topic, guarded }) {
    const event = ++this.events;
    try {
      this.note(
        'returned',
        context.run(event, () => this.bus.publish(topic, event)),
      );
    } catch (error) {
      this.note('publish threw', JSON.stringify(shown(error)));
      if (!guarded) throw error;
    }
  }
  publishAsync({ topic, serial, signal }) {
    const event = ++this.events;
    const options = { serial, signal: this.signal(signal) };
    this.watch(context.run(event, () => this.bus.publishAsync(topic, event, options)));
  }
  settle({ which, rejects }) {
    const promise = this.at(this.open, which);
    if (promise === undefined) return;
    this.open.splice(this.open.indexOf(promise), 1);
    if (rejects) promise.reject(this.error());
    else promise.resolve();
  }
  abort({ which }) {
    this.controllers[which].abort(`aborted ${which}`);
  }
  wait({ pattern, signal, where }) {
    const options = { signal: this.signal(signal), where: this.where('wait', where) };
    this.watch(this.bus.once(pattern, given(options)), ({ topic, event }) => `${topic} ${event}`);
  }
  iterate({ pattern, signal, maxBuffer, overflow }) {
    const options = given({ signal: this.signal(signal), maxBuffer, overflow });
    this.attempt(() => this.iterators.push(this.bus.events(pattern, options)));
  }
  next({ which }) {
    const show = ({ done, value }) => (done ? 'done' : `${value.topic} ${value.event}`);
    const iterator = this.at(this.iterators, which);
    if (iterator !== undefined) this.watch(iterator.next(), show);
  }
  return({ which }) {
    const iterator = this.at(this.iterators, which);
    if (iterator !== undefined) this.watch(iterator.return(), () => 'returned');
  }
  idle() {
    this.watch(this.bus.idle());
  }
  clear() {
    this.bus.clear();
  }
  close() {
    this.bus.close();
  }
  tick() {
    mock.timers.tick(TIMEOUT_MS);
  }

  // Steps

  /** Performs, waits until nothing moves, and takes down how things are. */
  async step(action) {
    this.attempt(() => this.act(action));
    await turn();
    this.trace.push({
      step: action.do,
      log: this.log.splice(0),
      results: this.results.splice(0).sort(),
      state: this.state(),
    });
  }
  state() {
    const { published, delivered, errors, dropped, unfinished } = this.bus.stats();
    const one = (subscription) =>
      `${this.indexOf(subscription)} ${subscription.active} ${subscription.delivered}`;
    const order = (list) => list.map((subscription) => this.indexOf(subscription)).join();
    const matching = () => TOPICS.map((topic) => order(this.bus.matching(topic)));
    let plans;
    try {
      plans = matching().join(' | ');
    } catch (error) {
      plans = shown(error);
    }
    return [
      ...[this.bus.size, published, delivered, errors, dropped, unfinished],
      this.subscriptions.filter(Boolean).map(one).join(),
      order(this.bus.subscriptions()),
      plans,
    ].join(' / ');
  }
}

/**
 * Performs a program, and then goes on until all that it began has come to its end.
 *
 * @param Bus an EventBus, or the Model
 * @param keepsContext whether it promises to call handlers in the context of the publisher
 * @returns {Promise<object[]>} what happened, step by step
 */
export async function perform(Bus, program, keepsContext) {
  const performer = new Performer(Bus, program, keepsContext);
  mock.timers.enable({ apis: ['setTimeout'] });
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) =>
    performer.results.push(`unhandled: ${JSON.stringify(shown(reason))}`),
  );
  try {
    for (const action of program.steps) await performer.step(action);
    await performer.step({ do: 'idle' });
    for (let i = 0; i < MAX_CALLS && performer.open.length > 0; i++) {
      await performer.step({ do: 'settle', which: 0, rejects: i % 3 === 0 });
    }
    await performer.step({ do: 'tick' });
    await performer.step({ do: 'close' });
    return performer.trace;
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    mock.timers.reset();
  }
}

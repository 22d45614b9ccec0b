// A model of the bus, written from the words of the contract: small, slow and obviously right.
// Subscriptions are a list, patterns are matched by recursion, each delivery is a letter. It shares
// no code with the bus, not even its errors: they are told apart by their codes.

const BEHIND_ALL = Number.MAX_SAFE_INTEGER;

/** `*` stands for one segment, `**` for one or more. */
function matches([first, ...pattern], [segment, ...topic]) {
  if (first === undefined || segment === undefined) return first === segment;
  if (first === '**' && matches(['**', ...pattern], topic)) return true;
  return (first === '*' || first === '**' || first === segment) && matches(pattern, topic);
}

const combine = (errors) => (errors.length === 1 ? errors[0] : new AggregateError(errors));
const surface = (errors) => void (errors.length > 0 && Promise.reject(combine(errors)));

function asPromise(value) {
  if (value instanceof Promise) return value;
  const then = value?.then;
  return then && new Promise((resolve, reject) => then.call(value, resolve, reject));
}

/** What becomes of one publish. */
class Outcome {
  delivered = 0;
  /** Handlers that are not done, and the publish itself. */
  pending = 1;
  failures = [];
  /** Whether its errors have nobody to go to any more. */
  over = false;
  whenDone = () => {};

  /** @param awaits whether the publisher can wait @param whole of which this is a step */
  constructor(awaits, whole) {
    this.awaits = awaits;
    this.whole = whole ?? this;
  }
  fail(index, errors) {
    if (this.over) surface(errors);
    else this.failures.push({ index, errors });
  }
  settle() {
    if (--this.pending === 0) this.whenDone();
  }
  takeErrors() {
    this.over = true;
    return this.failures.sort((a, b) => a.index - b.index).flatMap(({ errors }) => errors);
  }
}

export class Model {
  counts = { published: 0, delivered: 0, errors: 0, dropped: 0, unfinished: 0 };
  /** Live, in the order of their subscription. */
  subs = [];
  closed = false;
  /** The topics of the publishes that caused what runs now. */
  chain = [];
  /** By the order 'fifo': whether a publish is under way, and what waits behind it. */
  underWay = false;
  line = [];
  /** What runs without a pause has one number. */
  turn = 0;
  idlers = [];

  constructor({ order, maxDepth = 64, onError }) {
    Object.assign(this, { fifo: order === 'fifo', maxDepth, onError });
  }

  // Subscriptions

  get size() {
    return this.subs.length;
  }
  subscriptions(of = this.subs) {
    return of.toSorted((a, b) => b.priority - a.priority); // which is stable
  }
  matching(topic) {
    this.check(topic);
    const segments = topic.split('.');
    const gets = ({ patterns }) => patterns.some((pattern) => matches(pattern, segments));
    return this.subscriptions(this.subs.filter(gets));
  }
  check(topic) {
    if (this.closed) throw { code: 'ERR_BUS_CLOSED' };
    if (topic.includes('*') || topic === '') throw { code: 'ERR_INVALID_TOPIC' };
  }
  subscribe(pattern, handler, options = {}) {
    if (this.closed) throw { code: 'ERR_BUS_CLOSED' };
    if (pattern.length === 0) throw { code: 'ERR_INVALID_PATTERN' };
    const defaults = { priority: 0, concurrency: Infinity, maxBuffer: 1024, overflow: 'error' };
    const state = { active: true, delivered: 0, running: 0, queue: [], blocked: [] };
    const patterns = [pattern].flat().map((one) => one.split('.'));
    const sub = { ...defaults, ...options, ...state, patterns, handler };
    if (sub.once) sub.concurrency = Infinity; // a single delivery never waits
    sub.unsubscribe = () => this.remove(sub, { reason: { code: 'ERR_UNSUBSCRIBED' } });
    sub.abort = () => this.remove(sub, { reason: sub.signal.reason, aborted: true });
    this.subs.push(sub);
    if (sub.signal?.aborted) sub.abort();
    else sub.signal?.addEventListener('abort', sub.abort);
    return sub;
  }
  remove(sub, ending) {
    if (!sub.active) return false;
    sub.active = false;
    this.subs.splice(this.subs.indexOf(sub), 1);
    sub.signal?.removeEventListener('abort', sub.abort);
    if (sub.readers === undefined) for (; sub.queue.length > 0; this.leave(this.take(sub)));
    if (ending !== undefined) sub.onEnd?.(ending, sub);
    return true;
  }
  clear(ending = { reason: { code: 'ERR_UNSUBSCRIBED' } }) {
    for (const sub of [...this.subs]) this.remove(sub, ending);
  }
  close() {
    this.closed = true;
    this.clear({ reason: { code: 'ERR_BUS_CLOSED' } });
  }
  once(pattern, options) {
    return new Promise((resolve, reject) => {
      const handler = (topic, event) => resolve({ topic, event });
      const onEnd = ({ reason }) => reject(reason);
      this.subscribe(pattern, handler, { ...options, once: true, onEnd });
    });
  }
  events(pattern, options) {
    let ended;
    const readers = [];
    const end = () => {
      const { aborted, reason } = ended;
      ended = {}; // an abort is told once
      return aborted ? Promise.reject(reason) : Promise.resolve({ done: true });
    };
    const onEnd = (ending, { blocked }) => {
      ended ??= ending;
      while (blocked.length > 0) this.admit(sub, blocked.shift());
      for (const { resolve } of readers.splice(0)) resolve(end());
    };
    const defaults = { overflow: 'drop-oldest', readers, onEnd };
    const sub = this.subscribe(pattern, undefined, { ...defaults, ...options });
    const next = async () => {
      const letter = this.take(sub);
      if (letter !== undefined) return { done: false, value: letter };
      return ended ? end() : new Promise((resolve) => readers.push({ resolve }));
    };
    const finish = async () => {
      this.remove(sub, {});
      ended = {};
      while (this.take(sub) !== undefined);
    };
    return { next, return: finish };
  }
  stats() {
    return this.counts;
  }
  idle() {
    return new Promise((resolve) => {
      if (this.counts.unfinished === 0) resolve();
      else this.idlers.push(resolve);
    });
  }
  finished() {
    if (--this.counts.unfinished === 0) for (const resolve of this.idlers.splice(0)) resolve();
  }

  // Publishing

  begin(topic) {
    const topics = [...this.chain, topic];
    if (topics.length > this.maxDepth) throw { code: 'ERR_PUBLISH_DEPTH', topics };
    this.counts.published++;
  }
  publish(topic, event) {
    const set = this.matching(topic);
    this.begin(topic);
    const outcome = new Outcome(false);
    if (this.underWay) {
      this.line.push({ set, topic, event, outcome, chain: [...this.chain, topic] });
      return set.length;
    }
    this.run(set, topic, event, outcome);
    const errors = outcome.takeErrors();
    if (errors.length > 0) throw combine(errors);
    return outcome.delivered;
  }
  publishAsync(topic, event, { serial = false, signal } = {}) {
    return new Promise((resolve, reject) => {
      const set = this.matching(topic);
      if (signal?.aborted) throw signal.reason;
      this.begin(topic);
      const outcome = new Outcome(true);
      const abort = () => {
        if (outcome.pending === 0) return;
        reject(signal.reason);
        surface(outcome.takeErrors());
        for (const { blocked } of this.subs) {
          const back = blocked.filter((letter) => letter.outcome.whole === outcome);
          for (const letter of back) this.drop(blocked.splice(blocked.indexOf(letter), 1)[0]);
        }
      };
      outcome.whenDone = () => {
        if (outcome.over) return;
        const errors = outcome.takeErrors();
        if (errors.length > 0) reject(combine(errors));
        else resolve(outcome.delivered);
      };
      signal?.addEventListener('abort', abort);
      if (this.underWay) {
        this.line.push({ set, topic, event, outcome, serial, chain: [...this.chain, topic] });
      } else if (serial) {
        this.runSerially(set, topic, event, outcome);
      } else {
        this.run(set, topic, event, outcome);
        outcome.settle();
      }
    });
  }
  /** Delivers; by the order 'fifo', then also what came into line meanwhile. */
  run(set, topic, event, outcome) {
    const outermost = this.fifo && !this.underWay;
    if (outermost) this.underWay = true;
    this.causedBy([...this.chain, topic], () => this.deliver(set, topic, event, outcome));
    if (!outermost) return;
    const errors = [];
    for (let next = this.line.shift(); next; next = this.line.shift()) {
      errors.push(...this.runQueued(next));
    }
    outcome.fail(BEHIND_ALL, errors);
    this.underWay = false;
  }
  /** @returns the errors that come out of the outermost publish */
  runQueued({ set, topic, event, outcome, serial, chain }) {
    if (serial) {
      const causes = chain.slice(0, -1);
      this.causedBy(causes, () => this.runSerially(set, topic, event, outcome));
      return [];
    }
    this.causedBy(chain, () => this.deliver(set, topic, event, outcome));
    if (!outcome.awaits) return outcome.takeErrors();
    outcome.settle();
    return [];
  }
  async runSerially(set, topic, event, outcome) {
    this.counts.unfinished++;
    for (const [index, sub] of set.entries()) {
      const step = new Outcome(true, outcome);
      const done = new Promise((resolve) => {
        step.whenDone = resolve;
      });
      this.run([sub], topic, event, step);
      step.settle();
      await done;
      outcome.fail(index, step.takeErrors());
      outcome.delivered += step.delivered;
    }
    outcome.settle();
    this.finished();
  }
  causedBy(chain, call) {
    const outer = this.chain;
    this.chain = chain;
    call();
    this.chain = outer;
  }

  // Deliveries

  deliver(set, topic, event, outcome) {
    for (const [index, sub] of set.entries()) {
      if (!sub.active) continue;
      const letter = { topic, event, outcome, index, chain: this.chain, turn: this.turn };
      try {
        if (sub.where !== undefined && !sub.where(topic, event)) continue;
      } catch (error) {
        this.fail(error, sub, letter);
        continue;
      }
      if (sub.active && this.post(sub, letter)) outcome.delivered++;
    }
  }
  post(sub, letter) {
    if (sub.readers !== undefined) {
      const reader = sub.readers.shift();
      if (reader !== undefined) reader.resolve({ done: false, value: letter });
      else if (!this.enqueue(sub, letter)) return false;
      this.count(sub);
    } else if (sub.running < sub.concurrency) {
      this.call(sub, letter);
    } else {
      return this.enqueue(sub, letter);
    }
    return true;
  }
  count(sub) {
    this.counts.delivered++;
    sub.delivered++;
  }
  call(sub, letter) {
    if (sub.once) this.remove(sub);
    this.count(sub);
    sub.running++;
    try {
      const promise = asPromise(sub.handler(letter.topic, letter.event, sub));
      if (promise !== undefined) return this.follow(promise, sub, letter);
    } catch (error) {
      this.fail(error, sub, letter);
    }
    this.free(sub);
  }
  follow(promise, sub, letter) {
    let done = false;
    const finish = (error) => {
      if (error !== undefined) this.fail(error.is, sub, letter, done);
      if (done) return;
      done = true;
      clearTimeout(timer);
      letter.outcome.settle();
      this.turn++;
      this.free(sub);
    };
    this.counts.unfinished++;
    letter.outcome.pending++;
    const timeout = () => finish({ is: { code: 'ERR_HANDLER_TIMEOUT' } });
    const timer = sub.timeoutMs === undefined ? undefined : setTimeout(timeout, sub.timeoutMs);
    const settled = (error) => {
      finish(error);
      this.finished();
    };
    promise.then(
      () => settled(),
      (error) => settled({ is: error }),
    );
  }
  /** A slot of the mailbox is free. */
  free(sub) {
    sub.running--;
    if (sub.emptying) return;
    sub.emptying = true;
    while (sub.running < sub.concurrency && sub.queue.length > 0) {
      const letter = this.take(sub);
      const chain = letter.turn === this.turn ? letter.chain : []; // else its causes are over
      this.causedBy(chain, () => this.call(sub, letter));
      this.leave(letter);
    }
    sub.emptying = false;
  }

  // Mailboxes, and buffers of iterators

  enqueue(sub, letter) {
    const { queue, blocked, overflow, readers } = sub;
    letter.outcome.pending++;
    letter.buffered = readers !== undefined;
    if (!letter.buffered) this.counts.unfinished++;
    const full = queue.length >= sub.maxBuffer;
    if (full && overflow === 'block' && letter.outcome.awaits) {
      if (letter.outcome.whole.over) this.drop(letter);
      else blocked.push(letter);
      return true;
    }
    if (full && overflow === 'drop-oldest') {
      this.drop(queue.shift());
    } else if (full) {
      this.drop(letter);
      if (overflow !== 'drop-newest') this.fail({ code: 'ERR_MAILBOX_FULL' }, sub, letter);
      return false;
    }
    this.admit(sub, letter);
    return true;
  }
  admit(sub, letter) {
    sub.queue.push(letter);
    if (letter.buffered) this.leave(letter); // in the buffer is as good as read
  }
  take(sub) {
    const letter = sub.queue.shift();
    if (sub.blocked.length > 0) this.admit(sub, sub.blocked.shift());
    return letter;
  }
  drop(letter) {
    this.counts.dropped++;
    this.leave(letter);
  }
  /** Nothing of it waits any more. */
  leave(letter) {
    if (letter.left) return;
    letter.left = true;
    letter.outcome.settle();
    if (!letter.buffered) this.finished();
  }

  // Errors

  /** @param told whether the publisher heard of this delivery's end already */
  fail(error, sub, { topic, event, outcome, index }, told = false) {
    this.counts.errors++;
    const errors = [error];
    for (const onError of [sub.onError, this.onError]) {
      if (onError === undefined) continue;
      const given = combine(errors);
      try {
        return onError(given, topic, event, sub);
      } catch (another) {
        if (another !== given) errors.push(another); // thrown again, it is still the one
      }
    }
    if (!told) outcome.fail(index, errors);
    else if (errors.length > 1) surface(errors);
  }
}

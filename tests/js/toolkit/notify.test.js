// notify and slackWebhook, with timers and a clock that the tests move.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { EventBus } from '../../../js/index.js';
import { createRedactor, NotifyError, notify, slackWebhook } from '../../../js/toolkit/index.js';
import { recordUnhandled } from '../support.js';

const KEY = `sk${'-'}abcdefghij0123456789`;
const redact = createRedactor({ env: false });

recordUnhandled();

/** Long enough for everything that waits for nothing but promises. */
async function turns() {
  for (let i = 0; i < 50; i++) await undefined;
}

class Timers {
  now = 0;
  pending = new Map();
  #last = 0;
  setTimeout = (call, ms) => {
    const id = ++this.#last;
    this.pending.set(id, { call, at: this.now + ms });
    return { id, unref: () => this.unrefd++ };
  };
  clearTimeout = (timer) => this.pending.delete(timer?.id);
  unrefd = 0;

  async pass(ms) {
    const end = this.now + ms;
    for (;;) {
      await turns();
      const due = [...this.pending].filter(([, { at }]) => at <= end);
      if (due.length === 0) break;
      const [id, { call, at }] = due.reduce((a, b) => (b[1].at < a[1].at ? b : a));
      this.pending.delete(id);
      this.now = at;
      call();
    }
    this.now = end;
  }
}

function notified(options, answer = () => undefined) {
  const bus = new EventBus();
  const timers = new Timers();
  const alerts = [];
  const errors = [];
  const sink = (alert, context) => {
    alerts.push(alert);
    return answer(alerts.length, context);
  };
  const alarm = notify(bus, {
    ...{ sink, redact, timers, clock: () => timers.now, onError: (error) => errors.push(error) },
    ...options,
  });
  const fail = (tool, more) =>
    bus.publish('tool.failed', { tool, error: { message: 'no' }, ...more });
  return { bus, timers, alerts, errors, alarm, fail, texts: () => alerts.map(({ text }) => text) };
}

describe('an alert', () => {
  test('tells what failed, and why, without secrets', async () => {
    const { bus, alerts, alarm } = notified();
    bus.publish('tool.failed', {
      tool: 'fetch',
      runId: 'r1',
      error: { message: `bad key ${KEY}` },
    });
    assert.equal(alerts.length, 0); // not in the publisher's call
    await alarm.flush();
    const [{ text, topic, event, suppressed }] = alerts;
    assert.equal(text, 'tool.failed fetch: bad key [REDACTED:api-key] (run r1)');
    assert.equal(topic, 'tool.failed');
    assert.equal(event.error.message, 'bad key [REDACTED:api-key]');
    assert.equal(suppressed, 0);
    assert.deepEqual([alarm.sent, alarm.failed, alarm.dropped, alarm.waiting], [1, 0, 0, 0]);
  });

  test('is of the pattern, in the words of format, whose secrets are taken out too', async () => {
    const format = (topic, event) => `${topic}! ${event.n} ${KEY}`;
    const { bus, texts, alarm } = notified({ pattern: ['budget.*', 'run.failed'], format });
    bus.publish('tool.failed', { n: 1 });
    bus.publish('budget.exceeded', { n: 2 });
    await alarm.flush();
    assert.deepEqual(texts(), ['budget.exceeded! 2 [REDACTED:api-key]']);
  });

  test('is sent while the next ones wait, in order', async () => {
    let release;
    const { fail, texts, alarm } = notified({}, (n) =>
      n === 1
        ? new Promise((resolve) => {
            release = resolve;
          })
        : undefined,
    );
    fail('a');
    fail('b');
    await turns();
    assert.equal(alarm.waiting, 2);
    assert.deepEqual(texts(), ['tool.failed a: no']);
    release();
    await alarm.flush();
    assert.deepEqual(texts(), ['tool.failed a: no', 'tool.failed b: no']);
  });
});

describe('fewer alerts', () => {
  test('once: the first event only', async () => {
    const { bus, fail, texts, alarm } = notified({ once: true });
    fail('a');
    fail('b');
    await alarm.flush();
    assert.deepEqual(texts(), ['tool.failed a: no']);
    assert.equal(bus.size, 0);
  });

  test("once: 'per-run': the first of each run, and all without a run", async () => {
    const { fail, texts, alarm } = notified({ once: 'per-run' });
    for (const runId of ['r1', 'r1', 'r2', undefined, undefined, 'r2']) fail('a', { runId });
    await alarm.flush();
    assert.deepEqual(texts(), [
      'tool.failed a: no (run r1)',
      'tool.failed a: no (run r2)',
      'tool.failed a: no',
      'tool.failed a: no',
    ]);
  });

  test('throttleMs: what comes meanwhile is counted, and told when the time is over', async () => {
    const { bus, fail, timers, texts, alerts } = notified({ throttleMs: 1_000 });
    fail('a');
    bus.publish('model.failed', { error: { message: 'busy' } }); // another topic
    fail('b');
    fail('c');
    fail('d');
    await timers.pass(999);
    assert.deepEqual(texts(), ['tool.failed a: no', 'model.failed: busy']);
    await timers.pass(1);
    assert.equal(texts()[2], 'tool.failed d: no (and 2 more)');
    assert.equal(alerts[2].suppressed, 2);
    fail('e');
    await timers.pass(999);
    assert.equal(texts().length, 3);
    await timers.pass(1);
    assert.equal(texts()[3], 'tool.failed e: no');
    await timers.pass(5_000);
    assert.equal(texts().length, 4);
    assert.equal(timers.pending.size, 0);
    fail('f');
    await turns();
    assert.equal(texts()[4], 'tool.failed f: no');
  });

  test('flush tells what was counted so far', async () => {
    const { fail, texts, alarm } = notified({ throttleMs: 1_000 });
    fail('a');
    fail('b');
    await alarm.flush();
    assert.deepEqual(texts(), ['tool.failed a: no', 'tool.failed b: no']);
    alarm.detach();
  });

  test('maxQueue: what finds no room is dropped and counted', async () => {
    const { fail, texts, alarm, timers } = notified({ maxQueue: 3 });
    for (const tool of 'abcdef') fail(tool);
    assert.deepEqual([alarm.waiting, alarm.dropped], [3, 3]);
    await timers.pass(0);
    assert.deepEqual(texts(), ['tool.failed a: no', 'tool.failed b: no', 'tool.failed c: no']);
  });
});

describe('a sink that fails', () => {
  test('is asked again later and later, then the alert is given up', async () => {
    const { fail, timers, alerts, errors, alarm } = notified({ attempts: 4 }, () => {
      throw new Error('down');
    });
    fail('a');
    await turns();
    assert.equal(alerts.length, 1);
    for (const [ms, count] of [
      [999, 1],
      [1, 2],
      [1_999, 2],
      [1, 3],
      [3_999, 3],
      [1, 4],
    ]) {
      await timers.pass(ms);
      assert.equal(alerts.length, count);
    }
    assert.deepEqual(
      errors.map(({ message }) => message),
      ['down'],
    );
    assert.deepEqual([alarm.sent, alarm.failed, alarm.waiting], [0, 1, 0]);
    assert.equal(timers.pending.size, 0);
    assert(timers.unrefd > 0);
  });

  test('for good is not asked again', async () => {
    const { fail, alerts, errors, alarm } = notified({}, (n) => {
      if (n === 1) throw new NotifyError('no such hook', { retry: false });
    });
    fail('a');
    fail('b');
    await alarm.flush();
    assert.equal(alerts.length, 2);
    assert.equal(errors.length, 1);
    assert.deepEqual([alarm.sent, alarm.failed], [1, 1]);
  });

  test('says when: retryAfterMs is kept to, and those behind wait', async () => {
    const { fail, timers, texts } = notified({}, (n) => {
      if (n === 1) throw new NotifyError('busy', { retryAfterMs: 30_000 });
    });
    fail('a');
    fail('b');
    await timers.pass(29_999);
    assert.deepEqual(texts(), ['tool.failed a: no']);
    await timers.pass(1);
    assert.deepEqual(texts(), ['tool.failed a: no', 'tool.failed a: no', 'tool.failed b: no']);
  });

  test('or that takes too long is aborted, and asked again', async () => {
    const aborted = [];
    const { fail, timers, alarm } = notified({ timeoutMs: 50 }, (n, { signal }) => {
      if (n > 1) return;
      signal.addEventListener('abort', () => aborted.push(signal.reason.message));
      return new Promise(() => {});
    });
    fail('a');
    await timers.pass(50);
    assert.deepEqual(aborted, ['The sink took longer than 50 ms']);
    await timers.pass(1_000);
    assert.equal(alarm.sent, 1);
  });

  test('never disturbs the run, nor does a format or an onError that throws', async () => {
    const { fail, errors, alarm, timers } = notified({ attempts: 1 }, () =>
      Promise.reject(new Error('x')),
    );
    assert.equal(fail('a'), 1);
    await timers.pass(0);
    assert.equal(errors.length, 1);
    assert.equal(alarm.failed, 1);
    const format = () => assert.fail('no words');
    const wordless = notified({ format });
    assert.equal(wordless.fail('a'), 1);
    assert.deepEqual(
      wordless.errors.map(({ message }) => message),
      ['no words'],
    );
    assert.deepEqual(wordless.texts(), []);
  });
});

describe('detach', () => {
  test('drops what waits, stops waiting, and aborts what is being sent', async () => {
    let reason;
    const { bus, fail, timers, alarm, errors, alerts } = notified(
      { throttleMs: 10 },
      (_n, { signal }) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason.message;
        });
        return new Promise(() => {});
      },
    );
    fail('a');
    fail('b');
    await turns();
    alarm.detach();
    alarm[Symbol.dispose]();
    await timers.pass(10_000);
    assert.equal(reason, 'The notifier was detached');
    assert.equal(alerts.length, 1);
    assert.deepEqual([alarm.dropped, alarm.waiting, errors.length, bus.size], [2, 0, 0, 0]);
    assert.equal(timers.pending.size, 0);
    await alarm.flush();
  });

  test('while it waits to try again, it ends at once', async () => {
    const { fail, timers, alarm, alerts } = notified({}, () => Promise.reject(new Error('x')));
    fail('a');
    await turns();
    const flushed = alarm.flush();
    alarm.detach();
    await flushed;
    assert.equal(timers.pending.size, 0);
    assert.equal(alerts.length, 1);
  });
});

test('its timers keep no process alive', () => {
  const entry = new URL('../../../js/toolkit/index.js', import.meta.url);
  const code = `
    const { EventBus } = await import('${new URL('../index.js', entry)}');
    const { notify } = await import('${entry}');
    const bus = new EventBus();
    const sink = () => { throw new Error('down'); };
    notify(bus, { sink, throttleMs: 60_000 });
    bus.publish('tool.failed', {});
    setTimeout(() => console.log('end'), 20);`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.equal(stdout, 'end\n');
  assert.equal(status, 0);
});

test('bad options are refused', () => {
  const bus = new EventBus();
  const sink = () => {};
  const refused = (options, message) =>
    assert.throws(() => notify(bus, options), { code: 'ERR_INVALID_ARGUMENT', message });
  assert.throws(() => notify({}, { sink }), { message: 'bus must be an EventBus, not an object' });
  refused(undefined, 'sink must be a function, not undefined');
  refused({ sink, once: 'always' }, 'once must be one of \'per-run\', not "always"');
  refused({ sink, once: 1 }, 'once must be a boolean, not 1');
  refused({ sink, throttleMs: -1 }, 'throttleMs must be an integer from 0 to 2147483647, not -1');
  refused({ sink, maxQueue: 0 }, 'maxQueue must be an integer from 1 to 2147483647, not 0');
  refused({ sink, timers: {} }, 'timers.setTimeout must be a function, not undefined');
  assert.throws(() => notify(bus, { sink, pattern: 'a..b' }), { code: 'ERR_INVALID_PATTERN' });
  assert.equal(bus.size, 0);
});

describe('slackWebhook', () => {
  const url = 'https://hooks.slack.com/services/T000/B000/x';
  const answered = (status, headers = {}) => {
    const calls = [];
    const fetch = async (...args) => {
      calls.push(args);
      return new Response(status === 204 ? null : 'text', { status, headers });
    };
    return { calls, sink: slackWebhook(url, { fetch }) };
  };

  test('posts the text, in which nothing is a mention', async () => {
    const { calls, sink } = answered(200);
    await sink({ text: `<!channel> a & b ${'x'.repeat(5_000)}` });
    const [[address, { method, headers, body }]] = calls;
    assert.equal(address, url);
    assert.equal(method, 'POST');
    assert.deepEqual(headers, { 'content-type': 'application/json' });
    const { text } = JSON.parse(body);
    assert(text.startsWith('&lt;!channel&gt; a &amp; b xxx'));
    assert(text.endsWith('x…'));
  });

  test('429 is tried again when Retry-After says, in seconds or as a date', async () => {
    const failed = { code: 'ERR_NOTIFY', retry: true, status: 429 };
    await assert.rejects(answered(429, { 'retry-after': '7' }).sink({ text: 'a' }), {
      ...failed,
      retryAfterMs: 7_000,
      message: 'The webhook of Slack answered 429',
    });
    const date = new Date(Date.now() + 60_000).toUTCString();
    await assert.rejects(answered(429, { 'retry-after': date }).sink({ text: 'a' }), (error) => {
      assert(error.retryAfterMs > 50_000 && error.retryAfterMs <= 60_000, `${error.retryAfterMs}`);
      return true;
    });
    await assert.rejects(answered(429).sink({ text: 'a' }), { ...failed, retryAfterMs: undefined });
    await assert.rejects(answered(503, { 'retry-after': 'soon' }).sink({ text: 'a' }), {
      retry: true,
      retryAfterMs: undefined,
    });
    await assert.rejects(answered(404).sink({ text: 'a' }), { retry: false, status: 404 });
  });

  test('its address is in no error', async () => {
    const fetch = async () => {
      throw new TypeError(`fetch of ${url} failed`);
    };
    await assert.rejects(slackWebhook(url, { fetch })({ text: 'a' }), (error) => {
      assert.equal(error.message, 'The webhook of Slack could not be reached');
      assert.equal(error.cause, undefined);
      return true;
    });
    assert.throws(() => slackWebhook('hooks.slack.com/services/T000'), {
      code: 'ERR_INVALID_ARGUMENT',
      message: 'url must be an http or https URL, not "string"',
    });
    assert.throws(() => slackWebhook(url, { fetch: 1 }), { code: 'ERR_INVALID_ARGUMENT' });
  });

  test('with notify, over a server that is busy first', async () => {
    const statuses = [429, 500, 200];
    const sent = [];
    const fetch = async (_url, { body }) => {
      sent.push(JSON.parse(body).text);
      const status = statuses[sent.length - 1];
      return new Response('', { status, headers: status === 429 ? { 'retry-after': '2' } : {} });
    };
    const { fail, timers, alarm } = notified({ sink: slackWebhook(url, { fetch }) });
    fail('a');
    await timers.pass(1_999);
    assert.equal(sent.length, 1);
    await timers.pass(1);
    assert.equal(sent.length, 2);
    await timers.pass(2_000);
    assert.deepEqual(sent, Array(3).fill('tool.failed a: no'));
    assert.equal(alarm.sent, 1);
  });

  test('an answer whose body cannot be cancelled is an answer', async () => {
    const body = { cancel: () => Promise.reject(new Error('locked')) };
    const fetch = async () => ({ ok: true, status: 200, headers: new Headers(), body });
    await slackWebhook(url, { fetch })({ text: 'a' });
  });

  test('an abort is the reason that the signal has', async () => {
    const reason = new Error('enough');
    const fetch = async (_url, { signal }) => {
      throw signal.reason;
    };
    const sending = slackWebhook(url, { fetch })(
      { text: 'a' },
      { signal: AbortSignal.abort(reason) },
    );
    await assert.rejects(sending, (error) => error === reason);
  });
});

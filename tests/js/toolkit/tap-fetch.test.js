// tapFetch, with the fetch of Node and a server of its own.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { AsyncEventBus, EventBus } from '../../../js/index.js';
import { capture, expectEvent } from '../../../js/testing.js';
import { createRedactor, tapFetch } from '../../../js/toolkit/index.js';
import { recordUnhandled } from '../support.js';

const KEY = `sk${'-'}abcdefghij0123456789`;
const FIELD = '[REDACTED:field]';
const redact = createRedactor({ env: false });

recordUnhandled();

/** What the server does, by path. */
const answers = {
  '/json'(_request, response) {
    response.setHeader('content-type', 'application/json');
    response.setHeader('set-cookie', 'session=abc');
    response.end(JSON.stringify({ ok: true, key: KEY }));
  },
  '/echo'(request, response) {
    response.setHeader('content-type', request.headers['content-type']);
    request.pipe(response);
  },
  '/sse'(_request, response) {
    response.setHeader('content-type', 'text/event-stream');
    const parts = [
      'data: {"delta":"Your key: sk',
      '-abcdefgh',
      'ij0123456789 "}\n\n',
      'data: [DONE]\n\n',
    ];
    const next = () => {
      const part = parts.shift();
      if (part === undefined) return response.end();
      response.write(part);
      setTimeout(next, 5);
    };
    next();
  },
  '/endless'(_request, response) {
    const timer = setInterval(() => response.write('tick '), 2);
    response.on('close', () => {
      clearInterval(timer);
      closed++;
    });
  },
  '/large'(_request, response) {
    response.setHeader('content-type', 'text/plain');
    let left = 200;
    const write = () => {
      while (left-- > 0)
        if (!response.write('x'.repeat(65_536))) return response.once('drain', write);
      return response.end();
    };
    write();
  },
  '/cut'(_request, response) {
    response.setHeader('content-type', 'text/plain');
    response.write('the beginning');
    setTimeout(() => response.destroy(), 10);
  },
  '/binary'(_request, response) {
    response.setHeader('content-type', 'image/png');
    response.end(Buffer.alloc(100));
  },
  '/nothing'(_request, response) {
    response.statusCode = 204;
    response.end();
  },
  '/refused'(_request, response) {
    response.statusCode = 401;
    response.end(`no such key: ${KEY}`);
  },
};

let closed = 0;
let base = '';
const server = createServer((request, response) => {
  answers[new URL(request.url, 'http://x').pathname](request, response);
});
before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

function tapped(options, fetch, bus = new EventBus()) {
  const events = capture(bus, 'http.*');
  return { bus, events, send: tapFetch(bus, fetch, { redact, ...options }) };
}
/** The last event, once there are so many. */
async function eventually(events, count) {
  while (events.length < count) await delay(1);
  return events[count - 1];
}

describe('a request and its response', () => {
  test('are published without secrets, and reach both ends with them', async () => {
    const { events, send } = tapped();
    const response = await send(`${base}/json?token=abcdefghijklmnop&page=1`, {
      method: 'post',
      headers: { Authorization: `Bearer ${KEY}`, Accept: 'application/json' },
      body: JSON.stringify({ password: 'hunter2', n: 1 }),
    });
    assert.deepEqual(await response.json(), { ok: true, key: KEY });
    const [request, answer] = events;
    assert.deepEqual(events.topics, ['http.request', 'http.response']);
    assert.equal(request.event.callId, answer.event.callId);
    assert.equal(request.event.method, 'POST');
    assert.equal(request.event.url, `${base}/json?token=${FIELD}&page=1`);
    assert.deepEqual(request.event.headers, { authorization: FIELD, accept: 'application/json' });
    assert.equal(request.event.body, `{"password":"${FIELD}","n":1}`);
    assert.equal(answer.event.status, 200);
    assert.equal(answer.event.headers['set-cookie'], FIELD);
    assert.equal(answer.event.body, '{"ok":true,"key":"[REDACTED:api-key]"}');
    assert.equal(answer.event.bodyBytes, 43);
    assert.equal(answer.event.bodyEnding, 'complete');
    assert(answer.event.durationMs >= answer.event.latencyMs);
    assert.equal(JSON.stringify(events).includes(KEY), false);
  });

  test('the response is the very object that fetch returned', async () => {
    const real = new Response('text');
    const { send } = tapped({}, async () => real);
    const response = await send('https://example.com');
    assert.equal(response, real);
    assert.deepEqual(Object.keys(response), []);
    assert.equal(response.bodyUsed, false);
    assert.equal(await response.text(), 'text');
    assert.equal(response.bodyUsed, true);
    await assert.rejects(response.text(), TypeError);
  });

  test('fetch gets the very arguments, and its own this', async () => {
    const calls = [];
    const { send } = tapped({}, function (...args) {
      calls.push([this, args]);
      return Promise.resolve(new Response(null, { status: 204 }));
    });
    const target = { send };
    const init = { method: 'POST', body: 'x' };
    await target.send('https://example.com', init);
    assert.deepEqual(calls[0][0], target);
    assert.equal(calls[0][1][1], init);
  });

  test('every way to read the body gives what it gave', async () => {
    const bytes = new TextEncoder().encode('{"a":"é"}');
    const ways = {
      text: async (response) => assert.equal(await response.text(), '{"a":"é"}'),
      json: async (response) => assert.deepEqual(await response.json(), { a: 'é' }),
      arrayBuffer: async (response) =>
        assert.deepEqual(new Uint8Array(await response.arrayBuffer()), bytes),
      blob: async (response) => {
        const blob = await response.blob();
        assert.equal(blob.type, 'application/json');
        assert.equal(await blob.text(), '{"a":"é"}');
      },
      iteration: async (response) => {
        const chunks = [];
        for await (const chunk of response.body) chunks.push(...chunk);
        assert.deepEqual(chunks, [...bytes]);
      },
      reader: async (response) => {
        const reader = response.body.getReader();
        assert.equal(response.body.locked, true);
        assert.deepEqual((await reader.read()).value, bytes);
        assert.equal((await reader.read()).done, true);
      },
      'a reader with a buffer': async (response) => {
        const reader = response.body.getReader({ mode: 'byob' });
        const { value } = await reader.read(new Uint8Array(100));
        assert.deepEqual(value, bytes);
        assert.equal((await reader.read(new Uint8Array(100))).done, true);
      },
      clone: async (response) => {
        const copy = response.clone();
        assert.equal(await copy.text(), '{"a":"é"}');
        assert.equal(await response.text(), '{"a":"é"}');
      },
    };
    for (const [way, read] of Object.entries(ways)) {
      const { events, send } = tapped();
      const headers = { 'content-type': 'application/json' };
      const response = await send(`${base}/echo`, { method: 'POST', body: bytes, headers });
      await read(response);
      const { event } = await eventually(events, 2);
      assert.equal(event.body, '{"a":"é"}', way);
      assert.equal(event.bodyBytes, bytes.length, way);
      assert.equal(event.bodyEnding, 'complete', way);
      await delay(2);
      assert.equal(events.length, 2, way);
    }
  });

  test('JSON that is none rejects as it did, and is no failure of the call', async () => {
    const { events, send } = tapped();
    const response = await send(`${base}/refused`);
    await assert.rejects(response.json(), SyntaxError);
    assert.equal(events[1].topic, 'http.response');
    assert.equal(events[1].event.body, 'no such key: [REDACTED:api-key]');
    assert.equal(events[1].event.status, 401);
  });

  test('a body that somebody holds a reader of is refused, as it was', async () => {
    const { send } = tapped();
    const response = await send(`${base}/json`);
    const reader = response.body.getReader();
    await assert.rejects(response.text(), TypeError);
    reader.releaseLock();
    assert.equal((await response.json()).ok, true);
  });

  test('without a body there is nothing to wait for', async () => {
    const { events, send } = tapped();
    const response = await send(`${base}/nothing`);
    assert.equal(response.body, null);
    assert.deepEqual(events.topics, ['http.request', 'http.response']);
    assert.equal(events[1].event.status, 204);
  });

  test('bytes that are no text are told by their number', async () => {
    const { events, send } = tapped();
    await (await send(`${base}/binary`)).arrayBuffer();
    assert.equal(events[1].event.body, '[100 bytes of image/png]');
  });
});

describe('a stream', () => {
  test('arrives chunk by chunk, and a secret cut over its chunks does not leave', async () => {
    const { events, send } = tapped();
    const response = await send(`${base}/sse`);
    const decoder = new TextDecoder();
    const chunks = [];
    for await (const chunk of response.body) {
      chunks.push(decoder.decode(chunk));
      assert.equal(events.length, 1);
    }
    assert(chunks.length > 1);
    assert(chunks.join('').includes(KEY));
    const { event } = await eventually(events, 2);
    assert.equal(event.body, 'data: {"delta":"Your key: [REDACTED:api-key] "}\n\ndata: [DONE]\n\n');
  });

  test('that is cancelled ends at its source', async () => {
    const { events, send } = tapped();
    const before = closed;
    const response = await send(`${base}/endless`);
    for await (const _chunk of response.body) break;
    const { topic, event } = await eventually(events, 2);
    assert.equal(topic, 'http.response');
    assert.equal(event.bodyEnding, 'cancelled');
    assert.match(event.body, /^tick /);
    while (closed === before) await delay(1);
  });

  test('that is aborted gives its reader the reason, and is a failure', async () => {
    const { events, send } = tapped();
    const controller = new AbortController();
    const response = await send(`${base}/endless`, { signal: controller.signal });
    const reason = new Error(`enough, says ${KEY}`);
    const reading = response.text();
    setTimeout(() => controller.abort(reason), 10);
    await assert.rejects(reading, (error) => error === reason);
    const { topic, event } = await eventually(events, 2);
    assert.equal(topic, 'http.failed');
    assert.equal(event.status, 200);
    assert.equal(event.error.message, 'enough, says [REDACTED:api-key]');
  });

  test('that breaks gives what had come', async () => {
    const { events, send } = tapped();
    await assert.rejects((await send(`${base}/cut`)).text(), TypeError);
    const { topic, event } = await eventually(events, 2);
    assert.equal(topic, 'http.failed');
    assert.equal(event.body, 'the beginning');
    assert.equal(event.error.type, 'TypeError');
  });

  test('is read no faster than its reader reads, and only its beginning is kept', async () => {
    let pulled = 0;
    const source = () =>
      new Response(
        new ReadableStream(
          {
            pull(controller) {
              if (pulled++ < 1_000) controller.enqueue(new Uint8Array(1_000).fill(113));
              else controller.close();
            },
          },
          { highWaterMark: 0 },
        ),
      );
    const { events, send } = tapped({ maxBodyBytes: 2_500 }, async () => source());
    const response = await send('https://example.com');
    await delay(5);
    assert.equal(pulled, 0);
    const reader = response.body.getReader();
    await reader.read();
    await delay(5);
    assert.equal(pulled, 1);
    while (!(await reader.read()).done);
    const { event } = await eventually(events, 2);
    assert.equal(event.body, 'q'.repeat(2_500));
    assert.equal(event.bodyBytes, 1_000_000);
    assert.equal(event.bodyTruncated, true);
  });

  test('half a secret at the cut is left out', async () => {
    const { events, send } = tapped({ maxBodyBytes: 20 });
    const body = `my key is ${KEY}`;
    await (await send(`${base}/echo`, { method: 'POST', body })).text();
    assert.equal(events[0].event.body, 'my key is ');
    assert.equal(events[0].event.bodyTruncated, true);
    assert.equal(events[1].event.body, 'my key is ');
  });

  test('13 MB arrive whole', async () => {
    const { events, send } = tapped();
    assert.equal((await (await send(`${base}/large`)).text()).length, 200 * 65_536);
    assert.equal((await eventually(events, 2)).event.bodyBytes, 200 * 65_536);
  });

  test('that nobody reads is published without it, and can be read later', async () => {
    const { events, send } = tapped({ unreadMs: 10 });
    const response = await send(`${base}/json`);
    const { topic, event } = await eventually(events, 2);
    assert.equal(topic, 'http.response');
    assert.equal(event.bodyEnding, 'unread');
    assert.equal(event.body, undefined);
    assert.equal((await response.json()).ok, true);
    await delay(2);
    assert.equal(events.length, 2);
  });
});

describe('what goes wrong', () => {
  test('in fetch is published, and is thrown as it was', async () => {
    const failure = Object.assign(new TypeError(`bad key ${KEY}`), { code: 'E1' });
    const { events, send } = tapped({}, async () => {
      throw failure;
    });
    await assert.rejects(send('https://u:p@example.com'), (error) => error === failure);
    assert.deepEqual(events.topics, ['http.request', 'http.failed']);
    const { url, error } = events[1].event;
    assert.equal(url, 'https://[REDACTED:userinfo]@example.com');
    assert.deepEqual(error, {
      type: 'TypeError',
      message: 'bad key [REDACTED:api-key]',
      code: 'E1',
    });
  });

  test('in a handler of the bus is told to onError, and not to the caller', async () => {
    const errors = [];
    const { bus, send } = tapped({ onError: (error) => errors.push(error.message) });
    bus.subscribe('http.*', (topic) => {
      throw new Error(topic);
    });
    assert.equal((await (await send(`${base}/json`)).json()).ok, true);
    assert.deepEqual(errors, ['http.request', 'http.response']);
  });

  test('in a handler of an AsyncEventBus, or because it is closed, is told to onError as well', async () => {
    const errors = [];
    const options = { onError: (error) => errors.push(error.message) };
    const { bus, send } = tapped(options, undefined, new AsyncEventBus());
    bus.subscribe('http.response', (topic) => {
      throw new Error(topic);
    });
    await send(`${base}/nothing`);
    assert.deepEqual(errors, ['http.response']);
    bus.close();
    await send(`${base}/nothing`);
    assert.deepEqual(errors.slice(1), ['The bus is closed', 'The bus is closed']);
  });

  test('in the options fields or clock is told to onError', async () => {
    const errors = [];
    const fields = () => assert.fail('no fields');
    const { events, send } = tapped({ fields, onError: (error) => errors.push(error.message) });
    assert.equal((await send(`${base}/nothing`)).status, 204);
    assert.deepEqual(errors, ['no fields']);
    assert.equal(events.length, 0);
  });

  test('a response that is none, or is frozen, is passed on', async () => {
    for (const answer of [undefined, { status: 200, headers: new Headers(), body: 'x' }]) {
      const { send } = tapped({ onError() {} }, async () => answer);
      assert.equal(await send('https://example.com'), answer);
    }
    const { events, send } = tapped({}, async () => Object.freeze(new Response('x')));
    assert.equal(await (await send('https://example.com')).text(), 'x');
    assert.equal(events[1].event.bodyEnding, 'unread');
  });

  test('bad arguments are refused', () => {
    const code = 'ERR_INVALID_ARGUMENT';
    const bus = new EventBus();
    assert.throws(() => tapFetch({}), { code, message: 'bus must be an EventBus, not an object' });
    assert.throws(() => tapFetch(bus, 1), { code, message: 'fetch must be a function, not 1' });
    assert.throws(() => tapFetch(bus, undefined, { maxBodyBytes: -1 }), {
      code,
      name: 'RangeError',
    });
    assert.throws(() => tapFetch(bus, undefined, { unreadMs: 'x' }), { code, name: 'TypeError' });
    assert.throws(() => tapFetch(bus, undefined, { fields: {} }), { code, name: 'TypeError' });
  });
});

describe('requests of all sorts', () => {
  const sent = async (input, init) => {
    const { events, send } = tapped({}, async () => new Response(null, { status: 204 }));
    await send(input, init);
    return events[0].event;
  };

  test('a Request, a URL, and headers in pairs', async () => {
    const request = new Request('https://example.com/a', {
      method: 'PUT',
      headers: { 'x-api-key': 'abc' },
      body: 'secret',
    });
    const event = await sent(request);
    assert.equal(event.method, 'PUT');
    assert.equal(event.url, 'https://example.com/a');
    assert.equal(event.headers['x-api-key'], FIELD);
    assert.equal(event.body, '[a stream]');
    assert.equal(await request.text(), 'secret');

    const other = await sent(new URL('https://example.com/b'), { headers: [['Cookie', 'a=b']] });
    assert.equal(other.method, 'GET');
    assert.deepEqual(other.headers, { cookie: FIELD });
    assert.equal(other.body, undefined);
  });

  test('bodies', async () => {
    const bodyOf = async (body) =>
      (await sent('https://example.com', { method: 'POST', body })).body;
    assert.equal(
      await bodyOf(new URLSearchParams({ password: 'x', a: 'b' })),
      `password=%5BREDACTED%3Afield%5D&a=b`,
    );
    assert.equal(await bodyOf(Buffer.from(`a ${KEY}`)), 'a [REDACTED:api-key]');
    assert.equal(await bodyOf(new TextEncoder().encode('text').buffer), 'text');
    assert.equal(
      await bodyOf(new Blob(['abc'], { type: 'text/plain' })),
      '[3 bytes of text/plain]',
    );
    const form = new FormData();
    form.append('password', 'x');
    form.append('file', new Blob(['abc']));
    assert.equal(await bodyOf(form), `password=${FIELD}\nfile=[3 bytes]`);
    assert.equal(await bodyOf(new ReadableStream()), '[a stream]');
  });
});

describe('the handle', () => {
  test('detach publishes what is open, and then it is the real fetch', async () => {
    const { bus, events, send } = tapped();
    const response = await send(`${base}/json`);
    send.detach();
    send[Symbol.dispose]();
    assert.deepEqual(events.topics, ['http.request', 'http.response']);
    assert.equal(events[1].event.bodyEnding, 'unread');
    assert.equal((await response.json()).ok, true);
    await (await send(`${base}/json`)).text();
    assert.equal(events.length, 2);
    events.stop();
    assert.equal(bus.size, 0);
  });

  test('fields and clock are the caller’s', async () => {
    let now = 1_000;
    const fields = () => ({ runId: 'r1' });
    const { bus, send } = tapped({ fields, clock: () => (now += 5) });
    const answered = expectEvent(bus, 'http.response');
    await send(`${base}/nothing`);
    const { event } = await answered;
    assert.equal(event.runId, 'r1');
    assert.equal(event.latencyMs, 5);
    assert.equal(event.durationMs, 10);
  });
});

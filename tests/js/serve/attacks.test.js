// Who is not let in gets no byte of an event: every way that is known to have worked elsewhere.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { EventBus } from '../../../js/index.js';
import { serveEvents } from '../../../js/serve/index.js';
import { until } from '../bridge/support.js';

const SECRET = 'event-that-must-not-leave';
const ORIGIN = 'https://ui.example';

let bus;
let server;
let port;
let host;
let token;
before(async () => {
  bus = new EventBus();
  server = serveEvents(bus, { origins: [ORIGIN], maxClients: 3 });
  const { url } = await server.listen();
  ({ port, host } = new URL(url));
  token = server.token;
  for (let i = 0; i < 10; i++) bus.publish('tool.called', { text: SECRET });
});
after(() => server.close());

/**
 * Sends bytes, and resolves with all that comes back until the connection ends, or `wanted` has come, or
 * for `ms`.
 */
function exchange(bytes, ms = 2_000, wanted = undefined) {
  return new Promise((resolve) => {
    let seen = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.on('data', (data) => {
      seen += data;
      if (wanted !== undefined && seen.includes(wanted)) socket.destroy();
      bus.publish('tool.called', { text: SECRET }); // so that there would be something to leak
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(seen);
    });
  });
}

/** A request of everything that is right, but for `changes`; a header that is null is left out. */
function request({ method = 'GET', path = '/', headers = {}, extra = '', body = '' } = {}) {
  const all = {
    Host: host,
    Authorization: `Bearer ${token}`,
    'Last-Event-ID': 'start',
    ...headers,
  };
  const lines = Object.entries(all)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}${extra}\r\n${body}`;
}

test('everything that is right is let in', async () => {
  for (const headers of [
    {},
    { Origin: ORIGIN },
    { Origin: `http://${host}` },
    { Host: `localhost:${port}` },
  ]) {
    const seen = await exchange(request({ headers }), 30_000, SECRET);
    assert.match(seen, /^HTTP\/1.1 200 /);
    assert(seen.includes(SECRET));
  }
});

const header = (name, values) =>
  values.map((value) => [
    `${name}: ${String(value).slice(0, 60)}`,
    () => ({ headers: { [name]: value } }),
  ]);
const later = (name, values) =>
  values.map(([label, value]) => [`${name} ${label}`, () => ({ headers: { [name]: value() } })]);

const attacks = {
  'an Origin that is not listed': header('Origin', [
    'null',
    'https://evil.example',
    'http://ui.example',
    'https://ui.example:8443',
    'https://ui.example.evil.example',
    'https://evil-ui.example',
    'https://ui.example.',
    'https://ui.example/',
    'https://ui.example@evil.example',
    'https://UI.EXAMPLE',
    'file://',
    'https://ui.example, https://evil.example',
    'https://evil.example https://ui.example',
    '*',
    'chrome-extension://abcdefghijklmnop',
    'http://127.0.0.1',
    'http://localhost:1',
    'https://xn--ui-example',
    '',
    ' ',
  ]),
  'a Host that is not listed': [
    ...header('Host', [
      'evil.example',
      'ui.example',
      '127.0.0.1',
      '127.0.0.1:1',
      'localhost',
      '0.0.0.0',
      '169.254.169.254',
      null,
      '',
    ]),
    ...later('Host', [
      ['of a name that was rebound', () => `evil.example:${port}`],
      ['that begins like ours', () => `127.0.0.1:${port}.evil.example`],
      ['with user information', () => `127.0.0.1:${port}@evil.example`],
      ['with a path', () => `127.0.0.1:${port}/`],
      ['in another notation', () => `2130706433:${port}`],
      ['in hexadecimal', () => `0x7f.1:${port}`],
      ['of all addresses', () => `0.0.0.0:${port}`],
      ['with a dot at its end', () => `localhost.:${port}`],
      ['two of them', () => `127.0.0.1:${port}, evil.example`],
    ]),
    ['Host twice', () => ({ extra: 'Host: evil.example\r\n' })],
  ],
  'a token that is missing or wrong': [
    ...header('Authorization', [
      null,
      '',
      'Bearer',
      'Bearer ',
      'Bearer undefined',
      'Bearer null',
      `Bearer ${'A'.repeat(43)}`,
      `Bearer ${'A'.repeat(7_000)}`,
      'Basic dXNlcjpwYXNz',
    ]),
    ...later('Authorization', [
      ['without its last character', () => `Bearer ${token.slice(0, -1)}`],
      ['with one more', () => `Bearer ${token}A`],
      ['in another case', () => `Bearer ${token.toLowerCase()}-`],
      ['without Bearer', () => token],
      ['as Basic', () => `Basic ${Buffer.from(`:${token}`).toString('base64')}`],
      ['twice', () => `Bearer ${token}, Bearer ${token}`],
      ['with a word behind it', () => `Bearer ${token} x`],
    ]),
    ['Authorization twice', () => ({ extra: `Authorization: Bearer ${token}\r\n` })],
    ['in the query', () => ({ path: `/?token=${token}`, headers: { Authorization: null } })],
    ['in a cookie', () => ({ headers: { Authorization: null, Cookie: `token=${token}` } })],
    [
      'in a protocol',
      () => ({ headers: { Authorization: null, 'Sec-WebSocket-Protocol': token } }),
    ],
    [
      'in the body',
      () => ({ headers: { Authorization: null, 'Content-Length': 43 }, body: token }),
    ],
  ],
  'a method': ['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT'].map(
    (method) => [method, () => ({ method })],
  ),
  'a body': [
    ['with a length', () => ({ headers: { 'Content-Length': 2 }, body: '{}' })],
    ['in chunks', () => ({ headers: { 'Transfer-Encoding': 'chunked' }, body: '0\r\n\r\n' })],
    [
      'of both kinds',
      () => ({
        headers: { 'Content-Length': 5, 'Transfer-Encoding': 'chunked' },
        body: '0\r\n\r\n',
      }),
    ],
    [
      'that smuggles a request',
      () => ({ headers: { 'Content-Length': request().length }, body: request() }),
    ],
  ],
  'a request that is none': [
    ['headers too large', () => ({ headers: { 'X-Large': 'x'.repeat(20_000) } })],
    ['a header split in two', () => ({ headers: { Origin: 'a\r\n\r\n' } })],
    ['a bare line feed', () => ({ headers: { Origin: 'a\nb' } })],
    ['a zero byte', () => ({ headers: { Origin: 'a\0b' } })],
    [
      'an upgrade',
      () => ({
        headers: { Connection: 'Upgrade', Upgrade: 'websocket', Origin: 'https://evil.example' },
      }),
    ],
    [
      'an absolute address',
      () => ({ path: 'http://evil.example/', headers: { Host: 'evil.example' } }),
    ],
  ],
};

let count = 0;
for (const [kind, cases] of Object.entries(attacks)) {
  describe(`${kind} is refused`, () => {
    for (const [name, changes] of cases) {
      count++;
      test(name, async () => {
        const seen = await exchange(request(changes()), 1_000);
        assert(!seen.includes(SECRET), seen);
        assert(!/^HTTP\/1.1 2/.test(seen) || /^HTTP\/1.1 204 /.test(seen), seen);
        assert(!seen.includes('access-control-allow-origin: https://evil'), seen);
      });
    }
  });
}

describe('floods', () => {
  test('requests that never end are cut off, and others are served meanwhile', async () => {
    const sockets = Array.from({ length: 50 }, () => connect(Number(port), '127.0.0.1'));
    for (const socket of sockets) {
      socket.on('error', () => {});
      socket.write('GET / HTTP/1.1\r\nX-Slow: ');
    }
    const seen = await exchange(request(), 30_000, SECRET);
    assert(seen.includes(SECRET));
    for (const socket of sockets) socket.destroy();
  });

  test('no more readers than maxClients', async () => {
    const open = Array.from({ length: 3 }, () => connect(Number(port), '127.0.0.1'));
    for (const socket of open) socket.write(request());
    await until(() => server.stats().clients === 3);
    const seen = await exchange(request(), 30_000); // which the server ends
    assert.match(seen, /^HTTP\/1.1 503 /);
    assert(!seen.includes(SECRET));
    for (const socket of open) socket.destroy();
    await until(() => server.stats().clients === 0);
  });

  test('a thousand wrong tokens leave nothing behind', async () => {
    const wrong = request({ headers: { Authorization: `Bearer ${'x'.repeat(43)}` } });
    for (let i = 0; i < 20; i++) {
      const seen = await Promise.all(Array.from({ length: 50 }, () => exchange(wrong, 30_000)));
      for (const one of seen) assert.match(one, /^HTTP\/1.1 401 /);
    }
    assert.equal(server.stats().clients, 0);
  });
});

test('there are at least 60 of these', () => {
  console.log(`${count} requests that must be refused`);
  assert(count >= 60);
});

describe('what opens the door is refused unless it is meant', () => {
  const cases = {
    'a short token': { token: 'short' },
    'a token with a blank': { token: `${'x'.repeat(40)} ${'x'.repeat(40)}` },
    'a token that is a number': { token: 7 },
    'all origins': { origins: ['*'] },
    'the origin null': { origins: ['null'] },
    'an origin with a path': { origins: ['https://a.example/ui'] },
    'origins that are no list': { origins: 'https://a.example' },
    'all hosts': { hosts: ['*'] },
    'a host with a path': { hosts: ['a.example/ui'] },
    'hosts that are no list': { hosts: 'a.example' },
    'a redactor that is none': { redactor: {} },
    'a log that is none': { log: {} },
    'no readers': { maxClients: 0 },
  };
  for (const [name, options] of Object.entries(cases)) {
    test(name, () => {
      const another = new EventBus();
      assert.throws(() => serveEvents(another, options), { code: 'ERR_INVALID_ARGUMENT' });
      assert.equal(another.size, 0);
    });
  }

  test('an address that others reach', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.0.1', 'example.com']) {
      await assert.rejects(server.listen({ host }), { code: 'ERR_INVALID_ARGUMENT' });
    }
  });

  test('a token is in no message', () => {
    const secret = 'hunter2-hunter2';
    assert.throws(
      () => serveEvents(new EventBus(), { token: secret }),
      ({ message }) => !message.includes(secret),
    );
  });
});

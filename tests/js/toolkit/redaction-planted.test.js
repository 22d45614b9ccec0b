// The promise of the redactor, counted: 200 secrets in each of 9 carriers, none of which may leave;
// and 10,000 texts that are no secrets, of which hardly any may be altered.
//
// AEB_SEED repeats a run; AEB_ROUNDS makes more.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { createRedactor, serialize } from '../../../js/toolkit/index.js';
import { Planter } from './planted.js';

const SEED = Number(process.env.AEB_SEED ?? Math.floor(Math.random() * 2 ** 32));
const ROUNDS = Number(process.env.AEB_ROUNDS ?? 1);
const SECRETS = 200 * ROUNDS;
const BENIGN = 10_000;
const MAX_ALTERED = 10;
/** So much of a secret must not be left either. */
const PIECE = 10;

const planter = new Planter(SEED);
/** Without what is in the environment here. */
const redactor = createRedactor({ env: false });

/** Where a part of the secret is left, or nothing. */
function leakOf(secret, ...texts) {
  // The lines of a PEM that are the same in each are none.
  const hidden = secret.replace(/-----[A-Z ]+-----/g, '\n');
  for (const text of texts) {
    for (let i = 0; i + PIECE <= hidden.length; i++) {
      const piece = hidden.slice(i, i + PIECE);
      if (!piece.includes('\n') && text.includes(piece)) return text;
    }
  }
  return undefined;
}

/** Everything that a value that left could show. */
function shownBy(value) {
  const bytes = [];
  const collect = (part) => {
    if (part instanceof Uint8Array) bytes.push(Buffer.from(part).toString('utf8'));
    if (part instanceof Map) for (const entry of part) entry.forEach(collect);
    else if (typeof part === 'object' && part !== null) Object.values(part).forEach(collect);
  };
  collect(value);
  const depth = { depth: 20, maxStringLength: null, showHidden: true };
  return [serialize(value), inspect(value, depth), ...bytes];
}

/** The text in the base64 of a serialized event. */
function decoded(json) {
  return [...json.matchAll(/"base64":"([^"]*)"/g)].map(([, text]) =>
    Buffer.from(text, 'base64').toString('utf8'),
  );
}

function assertGone(secret, value, by = redactor) {
  const before = inspect(value, { depth: 20, maxStringLength: null });
  const left = leakOf(secret, ...shownBy(by.value(value)));
  assert.equal(left, undefined, `${secret} as a value`);
  const json = by.json(serialize(value));
  const leftJson = leakOf(secret, json, ...decoded(json));
  assert.equal(leftJson, undefined, `${secret} as JSON`);
  JSON.parse(json);
  assert.equal(inspect(value, { depth: 20, maxStringLength: null }), before, 'it was altered');
}

const NAMES = ['password', 'apiKey', 'OPENAI_API_KEY', 'client_secret', 'x-api-key', 'accessToken'];
const HEADERS = [
  'authorization',
  'x-api-key',
  'cookie',
  'Set-Cookie',
  'Proxy-Authorization',
  'api-key',
];

/** Each plants both a secret that is known by its look and one that is not, where it can. */
const carriers = {
  value(secret) {
    assertGone(secret, { note: secret });
    assertGone(secret, [`before ${secret} after`, { deep: [[secret]] }]);
    assert.equal(leakOf(secret, redactor.text(`"${secret}"`)), undefined);
  },
  'key name'(secret, opaque, i) {
    const name = NAMES[i % NAMES.length];
    for (const one of [secret, opaque]) {
      assertGone(one, { config: { [name]: one } });
      assertGone(one, { [name]: { nested: [one] } });
      assertGone(one, new Map([[name, one]]));
    }
    assertGone(secret, { [secret]: 1 });
  },
  header(secret, opaque, i) {
    const name = HEADERS[i % HEADERS.length];
    const token = opaque.replaceAll('\n', '');
    const value = name.toLowerCase().includes('authorization') ? `Bearer ${token}` : token;
    assertGone(token, { headers: { [name]: value } });
    assertGone(token, { headers: [[name, value]] });
    assertGone(token, { headers: [{ name, value }] });
    assertGone(token, { raw: `GET / HTTP/1.1\r\n${name}: a=${value}\r\nHost: example.com\r\n` });
    assertGone(token, { curl: `curl -H "${name}: k=${value}" https://example.com` });
    const headers = new Headers({ [name]: value });
    assert.equal(leakOf(token, ...shownBy([...redactor.value(headers)])), undefined);
    if (!secret.includes('\n')) assertGone(secret, { headers: { 'x-other': secret } });
  },
  URL(secret, opaque, i) {
    const host = 'example.com/v1/models';
    const name = ['key', 'token', 'api_key', 'sig', 'X-Amz-Signature', 'access_token'][i % 6];
    for (const one of [encodeURIComponent(secret), opaque]) {
      if (one.includes('%0A')) continue; // a PEM is no part of a URL
      assertGone(one, { url: `https://${host}?${name}=${one}&page=2#top` });
      assertGone(one, { url: `https://user:${one}@${host}` });
      assertGone(one, { error: `fetch of postgres://admin:${one}@db:5432/x failed` });
    }
    assertGone(opaque, { query: new URLSearchParams({ a: '1', [name]: opaque }) });
    assertGone(opaque, { url: new URL(`https://u:${opaque}@${host}?${name}=${opaque}`) });
  },
  'JSON inside a string'(secret, opaque, i) {
    const name = NAMES[i % NAMES.length];
    let body = JSON.stringify({ model: 'm', [name]: opaque, n: [1, secret] });
    for (let level = 0; level < 3; level++) {
      assertGone(secret, { body });
      assertGone(opaque, { body });
      assertGone(opaque, { body: body.slice(0, -2) });
      body = JSON.stringify({ inner: body, after: true });
    }
  },
  'Error.stack'(secret) {
    const error = new TypeError(`refused: ${secret}`, { cause: new Error(secret) });
    assertGone(secret, { error });
    assertGone(secret, error);
    assert(redactor.value(error) instanceof TypeError);
    assertGone(secret, new AggregateError([new Error(secret)], secret));
  },
  'Map and Buffer'(secret, opaque) {
    assertGone(secret, new Map([['a', new Map([[secret, { b: secret }]])]]));
    assertGone(secret, { bytes: Buffer.from(`before ${secret} after`) });
    assertGone(secret, [new Set([new TextEncoder().encode(secret)])]);
    assertGone(opaque, { bytes: Buffer.from(JSON.stringify({ password: opaque })) });
  },
  'environment literal'(_secret, opaque) {
    const literal = `${opaque}"/é`;
    const knowing = createRedactor({ env: { MY_SERVICE_TOKEN: literal, HOME: '/home/somebody' } });
    assertGone(literal, { note: `it is ${literal}, at /home/somebody` }, knowing);
    assertGone(literal, { body: JSON.stringify({ a: JSON.stringify({ b: literal }) }) }, knowing);
    const encoded = encodeURIComponent(literal);
    assertGone(encoded, { url: `https://example.com/${encoded}/x` }, knowing);
    const base64 = Buffer.from(`user:${literal}`).toString('base64');
    // The ends of base64 may depend on what is around it.
    assertGone(base64.slice(8, -4), { text: `sent ${base64}` }, knowing);
    assert.match(knowing.text('at /home/somebody'), /somebody/);
  },
  'split over two streamed chunks'(secret, opaque) {
    for (const [text, planted] of [
      [`Here: ${secret} and on`, secret],
      [JSON.stringify({ delta: { apiKey: opaque, x: 1 } }), opaque],
    ]) {
      const whole = redactor.text(text);
      for (let at = 0; at <= text.length; at++) {
        const stream = redactor.stream();
        const parts = [stream.push(text.slice(0, at)), stream.push(text.slice(at)), stream.end()];
        assert.equal(leakOf(planted, parts.join('')), undefined, `cut at ${at}: ${text}`);
        assert.equal(parts.join(''), whole);
      }
    }
  },
};

test('the check finds what leaves', () => {
  const careless = { value: (value) => value, json: (json) => json };
  const secret = planter.secret(0);
  for (const value of [
    { a: secret },
    new Map([[secret, 1]]),
    new Error(secret),
    Buffer.from(secret),
  ]) {
    assert.throws(() => assertGone(secret, value, careless), /as a value/);
  }
  const half = { value: () => secret.slice(0, PIECE), json: (json) => json };
  assert.throws(() => assertGone(secret, {}, half), /as a value/);
});

describe(`planted secrets (AEB_SEED=${SEED})`, () => {
  for (const [carrier, plant] of Object.entries(carriers)) {
    test(`none of ${SECRETS} secrets leaves: ${carrier}`, () => {
      for (let i = 0; i < SECRETS; i++) plant(planter.secret(i), planter.opaque(), i);
    });
  }

  test(`at most ${MAX_ALTERED} of ${BENIGN} benign texts are altered`, (context) => {
    // A count that chance decides, so without AEB_SEED it is always the same chance.
    const benign = new Planter(process.env.AEB_SEED === undefined ? 1 : SEED);
    const altered = [];
    for (let i = 0; i < BENIGN; i++) {
      const text = benign.benign(i);
      if (redactor.text(text) !== text) altered.push(text);
    }
    context.diagnostic(`${altered.length} of ${BENIGN} altered`);
    assert(altered.length <= MAX_ALTERED, altered.join('\n'));
  });
});

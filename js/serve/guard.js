// Who may read the events of this process over HTTP: nobody, unless everything is right.
//
// A page on any site can make a browser send requests to this machine, also under a name of its own
// (DNS rebinding), and any program of any user can connect. So it takes all of: a connection from this
// machine, a Host that is listed, an Origin that is listed if there is one, and the token.

import { checkBoolean, checkOptions } from '../arguments.js';
import { checkOrigin } from '../bridge/origin.js';
import { assertToken, TOKEN_CHARACTERS } from '../bridge/token.js';
import { argumentRangeError, argumentTypeError } from '../errors.js';
import { builtin } from './node.js';

/**
 * @typedef {import('node:http').IncomingMessage} IncomingMessage
 *
 * @typedef {object} Answer to whoever gets no events
 * @property {number} status
 * @property {string} text
 * @property {Record<string, string>} headers
 */

const TOKEN_BYTES = 32;
/** In characters; a shorter one could be guessed. */
const MIN_TOKEN = 32;
const MAX_TOKEN = 512;
const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;
/** How long a browser may remember what it is allowed, in seconds. */
const MAX_AGE = '600';

export class Guard {
  token;
  #crypto = builtin('node:crypto');
  #digest;
  #hosts;
  #origins;
  #allowRemote;

  /** @param {unknown} options */
  constructor(options) {
    const { token, hosts, origins, allowRemote } = checkOptions(options);
    this.token = checkToken(token) ?? this.#crypto.randomBytes(TOKEN_BYTES).toString('base64url');
    this.#digest = this.#hash(this.token);
    this.#hosts = hosts === undefined ? undefined : checkHosts(hosts);
    this.#origins = checkOrigins(origins);
    this.#allowRemote = checkBoolean('allowRemote', allowRemote, false);
  }

  /** @param {string} address */
  isReachable(address) {
    return this.#allowRemote || LOOPBACK.test(address);
  }

  /**
   * @param {IncomingMessage} request
   * @returns {Answer | undefined} instead of events; `undefined` if they may be sent
   */
  answer(request) {
    const { headers, method } = request;
    if (!this.isReachable(request.socket.remoteAddress ?? '')) {
      return refusal(403, 'Only programs on this machine may connect');
    }
    if (isRepeated(request, 'host', 'origin', 'authorization')) {
      return refusal(400, 'A header is there twice');
    }
    const host = headers.host?.toLowerCase() ?? '';
    if (!this.#hostsOf(request).includes(host)) return refusal(421, 'The Host is not listed');
    const { origin } = headers;
    if (origin !== undefined && origin !== `http://${host}` && !this.#origins.includes(origin)) {
      return refusal(403, 'The Origin is not listed');
    }
    if (method === 'OPTIONS' && origin !== undefined) return preflight(origin);
    if (method !== 'GET')
      return { ...refusal(405, 'Only GET'), headers: { allow: 'GET, OPTIONS' } };
    if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) {
      return refusal(400, 'A request for events has no body');
    }
    const given = /^Bearer ([\w.~+/=-]{1,512})$/i.exec(headers.authorization ?? '')?.[1];
    if (given === undefined || !this.#crypto.timingSafeEqual(this.#hash(given), this.#digest)) {
      return {
        ...refusal(401, 'The token is missing or wrong'),
        headers: { 'www-authenticate': 'Bearer', ...corsOf(origin) },
      };
    }
    return undefined;
  }

  /** @param {IncomingMessage} request one that `answer` has nothing against */
  corsHeaders({ headers: { origin } }) {
    return corsOf(origin);
  }

  /** @param {IncomingMessage} request */
  #hostsOf({ socket: { localPort } }) {
    if (this.#hosts !== undefined) return this.#hosts;
    const names = ['127.0.0.1', 'localhost', '[::1]'];
    const hosts = names.map((name) => `${name}:${localPort}`);
    return localPort === 80 ? [...hosts, ...names] : hosts;
  }

  /** @param {string} text so that all have one length */
  #hash(text) {
    return this.#crypto.createHash('sha256').update(text).digest();
  }
}

/**
 * @param {number} status
 * @param {string} text
 * @returns {Answer}
 */
const refusal = (status, text) => ({ status, text, headers: {} });

/**
 * @param {string} origin
 * @returns {Answer}
 */
function preflight(origin) {
  return {
    status: 204,
    text: '',
    headers: {
      ...corsOf(origin),
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'authorization, last-event-id',
      'access-control-allow-private-network': 'true',
      'access-control-max-age': MAX_AGE,
    },
  };
}

/**
 * @param {string | undefined} origin that is listed
 * @returns {Record<string, string>}
 */
function corsOf(origin) {
  return origin === undefined ? {} : { 'access-control-allow-origin': origin, vary: 'Origin' };
}

/**
 * @param {IncomingMessage} request
 * @param {...string} names
 */
function isRepeated({ rawHeaders }, ...names) {
  const seen = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  return names.some((name) => seen.indexOf(name) !== seen.lastIndexOf(name));
}

/** @param {unknown} token */
function checkToken(token) {
  if (token === undefined) return undefined;
  if (typeof token !== 'string') throw argumentTypeError('token', 'must be a string', typeof token);
  const rule = `must have ${MIN_TOKEN} to ${MAX_TOKEN} characters of ${TOKEN_CHARACTERS}`;
  assertToken(token, rule, MIN_TOKEN, MAX_TOKEN);
  return token;
}

/** @param {unknown} hosts */
function checkHosts(hosts) {
  if (!Array.isArray(hosts)) throw argumentTypeError('hosts', 'must be an array', hosts);
  return hosts.map((host) => {
    if (typeof host !== 'string' || !/^([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?$/i.test(host)) {
      throw argumentRangeError('hosts', 'must have names, each with its port if any', host);
    }
    return host.toLowerCase();
  });
}

/** @param {unknown} [origins] */
function checkOrigins(origins = []) {
  if (!Array.isArray(origins)) throw argumentTypeError('origins', 'must be an array', origins);
  return origins.map((origin) => checkOrigin('origins', origin));
}

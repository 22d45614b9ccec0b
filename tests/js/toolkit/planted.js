// Secrets that look real and are made up, and texts that look like secrets and are none. All of them
// come from a seed.

import { readdirSync, readFileSync } from 'node:fs';
import { generator } from '../generator.js';

const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64URL = `${BASE62}-_`;
const BASE64 = `${BASE62}+/`;
const UPPER36 = BASE62.slice(0, 26) + BASE62.slice(52);
const HEX = '0123456789abcdef';

export class Planter {
  constructor(seed) {
    this.below = generator(seed);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** `length` characters of `alphabet`. */
  chars(alphabet, length) {
    return Array.from({ length }, () => this.pick(alphabet)).join('');
  }

  /** A secret that is known by its look. The prefixes are put together here, for scanners' sake. */
  secret(index) {
    const kinds = [
      () => `sk${'-'}${this.chars(BASE62, 48)}`,
      () => `sk${'-'}ant-api03-${this.chars(BASE64URL, 93)}AA`,
      () => `sk${'-'}proj-${this.chars(BASE64URL, 120)}`,
      () => `AK${'IA'}${this.chars(UPPER36, 16)}`,
      () => `AI${'za'}${this.chars(BASE64URL, 35)}`,
      () => `xo${'xb'}-${this.chars('0123456789', 12)}-${this.chars(BASE62, 24)}`,
      () => `xo${'xp'}-${this.chars('0123456789', 12)}-${this.chars(BASE62, 32)}`,
      () => `gh${this.pick('pousr')}_${this.chars(BASE62, 36)}`,
      () => `github${'_'}pat_${this.chars(BASE62, 22)}_${this.chars(BASE62, 59)}`,
      () => `h${'f_'}${this.chars(BASE62, 34)}`,
      () => this.jwt(),
      () => this.pem(),
    ];
    return kinds[index % kinds.length]();
  }

  jwt() {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { sub: this.chars(BASE62, 12), iat: this.below(2 ** 31) };
    return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${this.chars(BASE64URL, 43)}`;
  }

  pem() {
    const lines = Array.from({ length: 4 }, () => this.chars(BASE64, 64));
    const label = `${this.pick(['', 'RSA ', 'EC ', 'OPENSSH '])}PRIVATE KEY`;
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
  }

  /** A secret that looks like nothing. */
  opaque() {
    return this.chars(
      this.pick([BASE62, HEX, BASE64URL, BASE62.slice(26, 52)]),
      16 + this.below(25),
    );
  }

  /** Text that is no secret. */
  benign(index) {
    const kinds = [
      () => this.chars(HEX, this.pick([40, 64])),
      () => `sha256:${this.chars(HEX, 64)}`,
      () => this.uuid(),
      () => Buffer.from(this.chars(BASE62, 20 + this.below(300))).toString('base64'),
      () => `data:image/png;base64,${this.chars(BASE64, 4 * (10 + this.below(200)))}==`,
      () => this.chars(BASE64URL, 22 + this.below(100)),
      () => Buffer.from(JSON.stringify({ id: this.uuid(), n: this.below(1e6) })).toString('base64'),
      () =>
        `https://example.com/${this.chars(HEX, 40)}/${this.uuid()}?page=${this.below(99)}&id=${this.uuid()}`,
      () =>
        `{"sha":"${this.chars(HEX, 40)}","usage":{"total_tokens":${this.below(9999)}},"id":"${this.uuid()}"}`,
      () => this.line(),
      () => this.line(),
      () => this.line(),
    ];
    return kinds[index % kinds.length]();
  }

  uuid() {
    return `${this.chars(HEX, 8)}-${this.chars(HEX, 4)}-4${this.chars(HEX, 3)}-a${this.chars(HEX, 3)}-${this.chars(HEX, 12)}`;
  }

  /** A line of code that people wrote. */
  line() {
    lines ??= readLines();
    return this.pick(lines);
  }
}

/** @type {string[] | undefined} */
let lines;

/**
 * Of this project, and of the types of Node, which have passwords, keys and tokens as parameters. Not
 * of the redactor, whose comments have examples of what it takes out.
 */
function readLines() {
  const root = new URL('../../../', import.meta.url);
  return ['js', 'src', 'scripts', 'node_modules/@types/node'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true })
      .map((name) => String(name).replaceAll('\\', '/'))
      .filter(
        (name) =>
          /\.(js|mjs|ts|cpp|h)$/.test(name) &&
          !/generated|redact|secret|token_rules|value_rules|name_tracker/.test(name),
      )
      .sort()
      .flatMap((name) => readFileSync(new URL(`${folder}/${name}`, root), 'utf8').split('\n'))
      .map((line) => line.trim())
      .filter((line) => line.length >= 12),
  );
}

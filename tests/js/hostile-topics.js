// Some 300 inputs that were chosen to break an event bus. Each has a name, and is used as a topic and
// as a pattern; `valid` (below) says which of the two it is.

const CONTROL = Array.from({ length: 32 }, (_, code) => code).concat(0x7f);

/** Words that mean something to JavaScript. */
const WORDS =
  `__proto__ constructor prototype hasOwnProperty toString valueOf toJSON then catch finally length
  name caller callee arguments apply call bind __defineGetter__ __defineSetter__ __lookupGetter__
  __lookupSetter__ isPrototypeOf propertyIsEnumerable toLocaleString undefined null true false NaN
  Infinity -0 0 1 -1 1e309 0x10 4294967295 4294967296 9007199254740993 size get set has delete clear
  subscribe unsubscribe publish once default import eval process global globalThis window self this`
    .split(/\s+/)
    .map((word) => [`the word ${word}`, word]);

/** As segments between others, where a trie keeps them. */
const PATHS = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'then',
].flatMap((word) => [
  [`a path that begins with ${word}`, `${word}.polluted`],
  [`a path that ends in ${word}`, `polluted.${word}`],
  [`a path of ${word} and constructor`, `${word}.constructor.prototype.polluted`],
  [`${word} below a wildcard`, `*.${word}.**`],
]);

/** Letters that some text handling gets wrong. */
const UNICODE = {
  'a null character in UTF-8 overlong style': 'a\u{c0}\u{80}b',
  'an emoji': '🙂',
  'an emoji of several code points': '👩‍👩‍👧‍👦.👍🏽',
  'a flag': '🇩🇪',
  'a combining accent': 'e\u0301',
  'the same accent composed': '\u00e9',
  '1,000 combining accents': `e${'\u0301'.repeat(1_000)}`,
  'a zero width space': 'a\u200bb',
  'only a zero width space': '\u200b',
  'a zero width joiner': '\u200d',
  'a byte order mark': '\ufeffa',
  'a right-to-left override': 'a\u202eb.c',
  Arabic: 'حدث.جديد',
  'Chinese and Japanese': '工具.呼び出し',
  'Korean, decomposed': '\u1112\u1161\u11ab',
  'a dotless i': 'ı.İ',
  'a sharp s': 'ß.ẞ',
  'a ligature': 'ﬁ',
  'a full-width dot': 'a．b',
  'an ideographic full stop': 'a。b',
  'a middle dot': 'a·b',
  'one dot leader': 'a․b',
  'an ellipsis': 'a…b',
  'a full-width asterisk': '＊',
  'an asterisk operator': '∗.**',
  'a no-break space': '\u00a0',
  'a space': ' ',
  'spaces around': ' a . b ',
  'a line separator': 'a\u2028b',
  'a paragraph separator': 'a\u2029b',
  'a next line (C1 control)': 'a\u0085b',
  'the last C1 control': '\u009f',
  'the first letter of two bytes': '\u0080',
  'the last letter of two bytes': '\u07ff',
  'the first letter of three bytes': '\u0800',
  'the last letter before the surrogates': '\ud7ff',
  'the first private letter': '\ue000',
  'the replacement character': '\ufffd',
  'a noncharacter': '\ufffe.\uffff',
  'the first astral letter': '\u{10000}',
  'the last code point': '\u{10ffff}',
  'a language tag': '\u{e0001}\u{e0041}',
  'a variation selector': '\u2764\ufe0f',
  'a lone high surrogate': '\ud800',
  'a lone low surrogate': '\udc00',
  'a lone high surrogate at the end': 'a.b\udbff',
  'a lone low surrogate at the start': '\udfffa.b',
  'two high surrogates': '\ud83d\ud83d\ude00',
  'a pair the wrong way round': '\ude00\ud83d',
  'a pair split by a dot': '\ud83d.\ude00',
  'a high surrogate before a wildcard': '\ud800*',
};

const LENGTHS = {
  'a topic of 4,096 bytes': 'x'.repeat(4_096),
  'a topic of 4,097 bytes': 'x'.repeat(4_097),
  '4,096 bytes of é': 'é'.repeat(2_048),
  '4,097 bytes of é and x': `${'é'.repeat(2_048)}x`,
  '4,096 bytes of emoji': '🙂'.repeat(1_024),
  '4,098 bytes of CJK': '日'.repeat(1_366),
  '4,096 bytes, the last letter cut by the limit': `${'x'.repeat(4_095)}é`,
  '4,096 characters of 16,384 bytes': '\u{10ffff}'.repeat(2_048),
  '128 segments': Array(128).fill('s').join('.'),
  '129 segments': Array(129).fill('s').join('.'),
  '128 segments of 31 bytes': Array(128).fill('x'.repeat(31)).join('.'),
  '128 segments, one byte too many': `${Array(128).fill('x'.repeat(31)).join('.')}xx`,
  '128 stars': Array(128).fill('*').join('.'),
  '129 stars': Array(129).fill('*').join('.'),
  '127 stars and a word': `${Array(127).fill('*').join('.')}.end`,
  'four double stars': '**.**.**.**',
  'five double stars': '**.**.**.**.**',
  'four double stars between words': 'a.**.b.**.c.**.d.**',
  'five double stars between words': 'a.**.b.**.c.**.d.**.e.**',
  'four double stars and 124 stars': `**.${Array(62).fill('*').join('.')}.**.**.${Array(62).fill('*').join('.')}.**`,
  'a million characters': 'x'.repeat(1_000_000),
  'a million dots': '.'.repeat(1_000_000),
  'a million stars': '*'.repeat(1_000_000),
  'a million segments': 'a.'.repeat(500_000),
  'a million star segments': '*.'.repeat(500_000),
  'a million lone surrogates': '\ud800'.repeat(1_000_000),
  'a million control characters': '\0'.repeat(1_000_000),
  'a string that is glued together': Array.from({ length: 2_000 }, (_, i) => `${i}.`).reduce(
    (a, b) => a + b,
  ),
  'many repeated prefixes': `${'a.'.repeat(100)}b`,
  'repeats that make backtracking slow': `**.${'a.'.repeat(40)}**.${'a.'.repeat(40)}**.b`,
};

const SYNTAX = {
  nothing: '',
  'a dot': '.',
  'two dots': '..',
  'a dot before': '.a',
  'a dot behind': 'a.',
  'an empty segment': 'a..b',
  'dots only': '...........',
  'a star': '*',
  'two stars': '**',
  'three stars': '***',
  'four stars': '****',
  'a star behind a word': 'a*',
  'a star before a word': '*a',
  'a star within a word': 'a*b',
  'two stars behind a word': 'a**',
  'two stars before a word': '**a',
  'a star between stars': '*.**.*',
  'a star in a later segment': 'a.b*.c',
  'stars with a space': '* *',
  'an escaped star': '\\*',
  'an escaped dot': 'a\\.b',
  'a path traversal': '../../etc/passwd',
  'a slash path': 'a/b/c',
  'a hash wildcard': '#',
  'a plus wildcard': 'a.+.b',
  'a greater-than wildcard': 'a.>',
  'a question mark': 'a.?',
  'a brace pattern': '{a,b}',
  'a bracket pattern': '[a-z]',
  'a negation': '!a',
  'a regular expression': '(a+)+$',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as written
  'a template': '${1+1}',
  'a format': '%s%n%x%d',
  'a quote': '\'"`',
  'a comment': '/* a */',
  HTML: '<script>alert(1)</script>',
  SQL: "'; drop table topics; --",
  JSON: '{"a":[1,null]}',
  'a URL': 'https://example.com/a.b?c=d#e',
  'an escape sequence for terminals': '\u001b[31m.red',
  'a carriage return and line feed': 'a\r\nb',
  'a Windows device': 'CON.nul',
  base64: 'AAAA====',
};

/** Pairs of these, to find what one alone does not. */
const PIECES = ['a', '*', '**', '', '\0', '\ud800', '🙂', '__proto__'];
const PAIRS = PIECES.flatMap((left) =>
  PIECES.map((right) => [`${show(left)} and ${show(right)}`, `${left}.${right}`]),
);

function show(text) {
  return JSON.stringify(text).slice(1, -1) || 'nothing';
}

/** @type {[name: string, text: string][]} */
export const hostileTopics = [
  ...Object.entries(SYNTAX),
  ...Object.entries(UNICODE),
  ...Object.entries(LENGTHS),
  ...CONTROL.map((code) => [`control character ${code}`, `a.b${String.fromCharCode(code)}`]),
  ...WORDS,
  ...PATHS,
  ...PAIRS,
];

const thrower = (what) => () => {
  throw new Error(`${what} was called`);
};

/** What is no string at all, however much it tries to look like one. */
export const hostileValues = {
  undefined: undefined,
  null: null,
  'the number 0': 0,
  'a bigint': 10n,
  'a symbol': Symbol('topic'),
  'a well-known symbol': Symbol.toPrimitive,
  true: true,
  'a function': () => 't',
  'a String object': new String('t'),
  'an object with toString': { toString: () => 't' },
  'an object whose toString throws': { toString: thrower('toString') },
  'an object with toPrimitive': { [Symbol.toPrimitive]: thrower('toPrimitive') },
  'an object without a prototype': Object.create(null),
  'an array in an array': [['t']],
  'an array with a number': [1],
  'an array-like': { 0: 't', length: 1 },
  'an empty array': [],
  'a hole': Array(1),
  'an iterator': ['t'].values(),
  'a Set': new Set(['t']),
  'a regular expression': /t/,
  'a Date': new Date(0),
  'a revoked proxy': (() => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  })(),
  'a proxy that throws at everything': new Proxy(
    {},
    new Proxy({}, { get: (_, trap) => thrower(`proxy ${String(trap)}`) }),
  ),
  'a class': class Topic {},
  'a typed array': new Uint8Array([116]),
};

const encoder = new TextEncoder();

/** By the words of the grammar, slowly: whether `text` is a valid `kind`. */
export function valid(kind, text) {
  if (typeof text !== 'string' || text.length > 4_096) return false;
  if (!text.isWellFormed() || encoder.encode(text).length > 4_096) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) return false;
  const segments = text.split('.');
  if (segments.length > 128 || segments.includes('')) return false;
  const wild = segments.filter((segment) => segment.includes('*'));
  if (kind === 'topic') return wild.length === 0;
  if (!wild.every((segment) => segment === '*' || segment === '**')) return false;
  return wild.filter((segment) => segment === '**').length <= 4;
}

/** Whether the valid `pattern` matches the valid `topic`: segment by segment, no recursion. */
export function oracleMatches(pattern, topic) {
  const segments = topic.split('.');
  // At how many segments of the topic the part of the pattern so far may end.
  let ends = new Set([0]);
  for (const part of pattern.split('.')) {
    const next = new Set();
    for (const end of ends) {
      if (part === '**') for (let i = end + 1; i <= segments.length; i++) next.add(i);
      else if (end < segments.length && (part === '*' || part === segments[end])) next.add(end + 1);
    }
    ends = next;
  }
  return ends.has(segments.length);
}

// What a topic says: whom it is about, how that went, and whether a call begins with it, or ends.

/**
 * @typedef {'run' | 'agent' | 'model' | 'tool' | 'budget' | 'http' | 'human' | 'other'} Noun
 * @typedef {'good' | 'bad' | 'warn' | 'open' | 'none'} Outcome
 *
 * @typedef {'run' | 'turn' | 'model' | 'tool' | 'http' | 'human' | 'handoff' | 'other'} Kind
 * @typedef {'ok' | 'failed' | 'denied'} Ending
 *
 * @typedef {object} Meaning
 * @property {Kind} kind
 * @property {string} noun what the topic is about: `tool` of `tool.called`
 * @property {'start' | 'delta' | 'end' | 'point'} phase a point has no duration
 * @property {Ending} ending only an end's counts
 *
 * @typedef {object} Verb
 * @property {Outcome} outcome
 * @property {Meaning['phase']} [phase] of a call; none: it says nothing of one
 * @property {Ending} [ending]
 */

/** @type {ReadonlyMap<string, Kind>} */
const KINDS = new Map([
  ['run', 'run'],
  ['agent.turn', 'turn'],
  ['model', 'model'],
  ['tool', 'tool'],
  ['http', 'http'],
  ['human', 'human'],
]);

/** @type {ReadonlySet<string>} */
const NOUNS = new Set(['run', 'agent', 'model', 'tool', 'budget', 'http', 'human']);

/**
 * The last segments that say something. The rule of the vocabulary holds for the nouns of others as
 * well: `<noun>.failed` exists wherever `<noun>.called`, `.started` or `.requested` does.
 *
 * @type {ReadonlyMap<string, Verb>}
 */
const VERBS = new Map([
  ...['called', 'started', 'requested', 'request'].map(is({ outcome: 'open', phase: 'start' })),
  ...['succeeded', 'completed', 'resolved', 'response'].map(
    is({ outcome: 'good', phase: 'end', ending: 'ok' }),
  ),
  is({ outcome: 'bad', phase: 'end', ending: 'failed' })('failed'),
  is({ outcome: 'warn', phase: 'end', ending: 'denied' })('denied'),
  is({ outcome: 'none', phase: 'delta' })('delta'),
  is({ outcome: 'bad' })('exceeded'),
  is({ outcome: 'warn' })('warning'),
]);

/** @type {Meaning} */
const HANDOFF = { kind: 'handoff', noun: 'agent.handoff', phase: 'point', ending: 'ok' };

/** Of topics that have none, too: there are few, and they come again. */
const MAX_KNOWN = 4_096;

/** @type {Map<string, Meaning | undefined>} */
const known = new Map();

/**
 * @param {string} topic
 * @returns {string} its first segment
 */
export function headOf(topic) {
  const dot = topic.indexOf('.');
  return dot === -1 ? topic : topic.slice(0, dot);
}

/**
 * @param {string} topic
 * @returns {Noun} which of the colours it has
 */
export function nounOf(topic) {
  const head = headOf(topic);
  return NOUNS.has(head) ? /** @type {Noun} */ (head) : 'other';
}

/**
 * @param {string} topic
 * @returns {Outcome}
 */
export function outcomeOf(topic) {
  return verbOf(topic)?.outcome ?? 'none';
}

/**
 * @param {string} topic
 * @returns {boolean} whether a call failed, or was denied
 */
export function isFailure(topic) {
  const ending = verbOf(topic)?.ending;
  return ending === 'failed' || ending === 'denied';
}

/**
 * @param {string} topic
 * @returns {Meaning | undefined} undefined: it says nothing of a call
 */
export function meaningOf(topic) {
  if (known.has(topic)) return known.get(topic);
  if (known.size >= MAX_KNOWN) known.clear();
  const meaning = read(topic);
  known.set(topic, meaning);
  return meaning;
}

/**
 * @param {string} topic
 * @returns {Meaning | undefined}
 */
function read(topic) {
  if (topic === HANDOFF.noun) return HANDOFF;
  const verb = verbOf(topic);
  const dot = topic.lastIndexOf('.');
  if (verb?.phase === undefined || dot === -1) return undefined;
  const { phase, ending = 'ok' } = verb;
  const noun = topic.slice(0, dot);
  return { kind: KINDS.get(noun) ?? 'other', noun, phase, ending };
}

/** @param {string} topic */
function verbOf(topic) {
  return VERBS.get(topic.slice(topic.lastIndexOf('.') + 1));
}

/**
 * @param {Verb} verb
 * @returns {(word: string) => [string, Verb]}
 */
function is(verb) {
  return (word) => [word, verb];
}

// What a topic says of a call: that one begins, or that one ends, and how.

/**
 * @typedef {'run' | 'turn' | 'model' | 'tool' | 'http' | 'human' | 'handoff' | 'other'} Kind
 * @typedef {'ok' | 'failed' | 'denied'} Ending
 *
 * @typedef {object} Meaning
 * @property {Kind} kind
 * @property {string} noun what the topic is about: `tool` of `tool.called`
 * @property {'start' | 'delta' | 'end' | 'point'} phase a point has no duration
 * @property {Ending} ending only an end's counts
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

/**
 * By the last segment. The rule of the vocabulary holds for the nouns of others as well: `<noun>.failed`
 * exists wherever `<noun>.called`, `.started` or `.requested` does.
 *
 * @type {ReadonlyMap<string, Pick<Meaning, 'phase' | 'ending'>>}
 */
const VERBS = new Map([
  ...['called', 'started', 'requested', 'request'].map(verb('start', 'ok')),
  ...['succeeded', 'completed', 'resolved', 'response'].map(verb('end', 'ok')),
  verb('end', 'failed')('failed'),
  verb('end', 'denied')('denied'),
  verb('delta', 'ok')('delta'),
]);

/** @type {Meaning} */
const HANDOFF = { kind: 'handoff', noun: 'agent.handoff', phase: 'point', ending: 'ok' };

/** Of topics that have none, too: there are few, and they come again. */
const MAX_KNOWN = 4_096;

/** @type {Map<string, Meaning | undefined>} */
const known = new Map();

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
  const dot = topic.lastIndexOf('.');
  const found = VERBS.get(topic.slice(dot + 1));
  if (found === undefined || dot === -1) return undefined;
  const noun = topic.slice(0, dot);
  return { kind: KINDS.get(noun) ?? 'other', noun, ...found };
}

/**
 * @param {Meaning['phase']} phase
 * @param {Ending} ending
 * @returns {(word: string) => [string, Pick<Meaning, 'phase' | 'ending'>]}
 */
function verb(phase, ending) {
  return (word) => [word, { phase, ending }];
}

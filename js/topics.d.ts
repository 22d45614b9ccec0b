// Which topics of an event map a pattern matches, worked out by the compiler.
//
// The grammar is that of the core: `*` is one segment, `**` is one or more, anywhere in a pattern.

/** The segments of a topic or pattern: `'tool.called'` becomes `['tool', 'called']`. */
type Split<Text extends string> = Text extends `${infer Head}.${infer Tail}`
  ? [Head, ...Split<Tail>]
  : [Text];

type MatchesSegments<Pattern extends string[], Topic extends string[]> = Pattern extends [
  infer P extends string,
  ...infer PatternTail extends string[],
]
  ? Topic extends [infer T extends string, ...infer TopicTail extends string[]]
    ? P extends '**'
      ? // `**` takes this segment, and either ends here or takes the next one too.
        MatchesSegments<PatternTail, TopicTail> extends true
        ? true
        : MatchesSegments<Pattern, TopicTail>
      : P extends '*' | T
        ? MatchesSegments<PatternTail, TopicTail>
        : false
    : false
  : Topic extends []
    ? true
    : false;

/** The topics among `Topics` that `Pattern` matches; `never` if there is none. */
export type MatchingTopics<Topics extends string, Pattern extends string> = Pattern extends Topics
  ? Pattern
  : Pattern extends `${string}*${string}`
    ? { [T in Topics]: MatchesSegments<Split<Pattern>, Split<T>> extends true ? T : never }[Topics]
    : never;

/** The last segment of a topic. */
type Last<Topic extends string> = Topic extends `${string}.${infer Tail}` ? Last<Tail> : Topic;

/** Patterns that match some of `Topics`, one segment long or more: `tool.*`, `agent.**`, `**.failed`, `**`. */
export type WildcardsFor<Topics extends string> =
  | '**'
  | (Topics extends `${infer Head}.${infer Tail}`
      ? `${Head}.${Tail extends `${string}.${string}` ? '**' : '*'}` | `**.${Last<Tail>}`
      : never);

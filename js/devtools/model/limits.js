// How much the models keep, whatever is published. What goes beyond is forgotten, and counted.

/** Characters of a text: a name, an id, a message. */
export const MAX_TEXT = 300;

/** Spans, the finished and the open ones together. */
export const MAX_SPANS = 10_000;
/** Calls that a series waits for. */
export const MAX_OPEN_CALLS = 10_000;
/** Nodes of the tree of topics, but for those that count the others. */
export const MAX_TOPIC_NODES = 2_000;
/** Intervals of time in a series. */
export const MAX_BUCKETS = 120;
/** Tools, and models, that have a series of their own. */
export const MAX_SUBJECTS = 24;
/** Budgets: those of runs and agents are made as these come. */
export const MAX_ACCOUNTS = 200;
/** Amounts that are reserved at a time. */
export const MAX_RESERVATIONS = 10_000;
/** Kinds of error. */
export const MAX_ERROR_GROUPS = 500;
/** Events that are kept of each kind of error: the first, and the last ones. */
export const MAX_SAMPLES = 6;

// What a kind of bus may promise beyond what all do. A case of the suite names what it needs; a
// backend lists what it has. docs/redis.md has this as a table, and a test compares them.

export const features = {
  handlersDone: 'when `publish` returns or resolves, the handlers have run',
  errorsToPublisher:
    "an error that no onError takes, or that of `onError: 'throw'`, comes out of `publish`",
  sameObject: 'handlers get the very object that was published',
  anyEvent: 'an event may be anything, also what JSON cannot carry',
  nested: 'an event that a handler publishes reaches everyone before `publish` returns',
  publisherContext: 'handlers run in the async context of the publisher',
  everyBus: 'every bus of the same name, in whichever process, gets every event',
  sharedWork: 'of several buses, one gets each event; an event whose handler failed comes again',
  persistent: 'events outlive the bus that published them',
};

/** @typedef {keyof typeof features} Feature */

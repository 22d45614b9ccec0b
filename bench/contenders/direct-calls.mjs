// No library at all: a list of functions, called in a loop. The limit for everyone else.

/** @type {import('./index.mjs').Contender} */
export const directCalls = {
  name: 'direct calls',
  handlers: 'pair',
  wildcards: false,
  open() {
    const handlers = [];
    return {
      add: (_pattern, handler) => handlers.push(handler),
      publish(topic, event) {
        for (let i = 0; i < handlers.length; i++) handlers[i](topic, event);
      },
      publishAsync: (topic, event) => Promise.all(handlers.map((call) => call(topic, event))),
    };
  },
};

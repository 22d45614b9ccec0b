// What is measured. A copy, so that a build during a run does not change it: see prepare.mjs.

/** @type {import('./index.mjs').Contender} */
export const agentEventBus = {
  name: 'agent-event-bus',
  module: new URL('../../build/bench/dist/index.js', import.meta.url).href,
  handlers: 'pair',
  wildcards: true,
  open({ EventBus }) {
    const bus = new EventBus();
    return {
      add: (pattern, handler) => bus.subscribe(pattern, handler),
      remove: (_pattern, _handler, subscription) => subscription.unsubscribe(),
      once: (pattern, handler) => bus.once(pattern, handler),
      publish: (topic, event) => bus.publish(topic, event),
      publishAsync: (topic, event) => bus.publishAsync(topic, event),
      coreBytes: () => bus.stats().coreBytes,
    };
  },
};

// With `wildcard`, in all scenarios. It leaves the topic in `this.event`, which is shared by all
// publishes under way, so the topic is handed over as the first argument.
//
// Its `**` stands for zero or more segments, ours for one or more; no topic here tells them apart.

/** @type {import('./index.mjs').Contender} */
export const eventemitter2 = {
  name: 'eventemitter2',
  package: 'eventemitter2',
  module: 'eventemitter2',
  handlers: 'pair',
  wildcards: true,
  open({ default: EventEmitter2 }) {
    const emitter = new EventEmitter2({ wildcard: true, maxListeners: 0 });
    return {
      add: (pattern, handler) => emitter.on(pattern, handler),
      remove: (pattern, handler) => emitter.off(pattern, handler),
      once: (pattern, handler) => emitter.once(pattern, handler),
      publish: (topic, event) => emitter.emit(topic, topic, event),
      publishAsync: (topic, event) => emitter.emitAsync(topic, topic, event),
    };
  },
};

// EventEmitter hands over whatever follows the name; the handlers want the topic, so it follows too.

/** @type {import('./index.mjs').Contender} */
export const nodeEvents = {
  name: 'node EventEmitter',
  module: 'node:events',
  handlers: 'pair',
  wildcards: false,
  open({ EventEmitter }) {
    const emitter = new EventEmitter();
    return {
      add: (name, handler) => emitter.on(name, handler),
      remove: (name, handler) => emitter.off(name, handler),
      once: (name, handler) => emitter.once(name, handler),
      publish: (topic, event) => emitter.emit(topic, topic, event),
    };
  },
};

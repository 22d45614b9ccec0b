// In its two ways: callHookParallel, which calls all handlers at once as we do, and callHook, which
// waits for each before the next, which is less work but a weaker promise.

/**
 * @param {any} hooks
 * @param {'callHook' | 'callHookParallel'} call
 */
const use = (hooks, call) => ({
  add: (name, handler) => hooks.hook(name, handler),
  remove: (_name, _handler, unhook) => unhook(),
  publish: (topic, event) => hooks.callHook(topic, topic, event),
  publishAsync: (topic, event) => hooks[call](topic, topic, event), // no promise if none is needed
});

/** @type {import('./index.mjs').Contender} */
export const hookable = {
  name: 'hookable',
  package: 'hookable',
  module: 'hookable',
  handlers: 'pair',
  wildcards: false,
  open: ({ Hookable }) => use(new Hookable(), 'callHookParallel'),
};

/** @type {import('./index.mjs').Contender} */
export const hookableSerial = {
  ...hookable,
  variant: true,
  name: 'hookable, serial',
  open: ({ HookableCore }) => use(new HookableCore(), 'callHook'),
};

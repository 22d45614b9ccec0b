// AbortSignals, each listened to once however many subscriptions share it.
//
// A signal often outlives a bus: so its listener holds the bus weakly, and goes when the bus does.
// Only those whose callers wait (a promise, an iterator) are held, for they have to be told.

/**
 * @typedef {object} Member
 * @property {(reason: unknown) => void} abort called at most once
 */

/**
 * Has the watch while anybody waits for it.
 *
 * @typedef {{ watch: Watch | undefined }} Holder
 */

/** What one bus does with one signal. */
class Watch {
  /** In the order of their arrival. @type {Set<Member>} */
  members = new Set();
  waiting = 0;

  /** @param {unknown} reason */
  abort(reason) {
    const { members } = this;
    this.members = new Set();
    for (const member of members) member.abort(reason);
  }
}

/** Takes the listeners of buses that are gone off their signals. */
const forgotten = /* @__PURE__ */ new FinalizationRegistry(
  /** @param {{ signal: WeakRef<AbortSignal>, listener: () => void }} held */
  ({ signal, listener }) => signal.deref()?.removeEventListener('abort', listener),
);

export class Signals {
  /** @type {WeakMap<AbortSignal, { watch: Watch, holder: Holder, listener: () => void }>} */
  #watches = new WeakMap();

  /**
   * @param {AbortSignal} signal not aborted yet
   * @param {Member} member is told when it is
   * @param {boolean} waits whether a caller waits for it, so that it must not be collected
   * @returns {() => void} ends that; to be called when the member goes first
   */
  watch(signal, member, waits) {
    const entry = this.#watches.get(signal) ?? this.#listen(signal);
    const { watch, holder } = entry;
    watch.members.add(member);
    if (waits && watch.waiting++ === 0) holder.watch = watch;
    return () => {
      watch.members.delete(member);
      if (waits && --watch.waiting === 0) holder.watch = undefined;
      if (watch.members.size === 0 && this.#watches.get(signal) === entry) {
        this.#watches.delete(signal);
        signal.removeEventListener('abort', entry.listener);
        forgotten.unregister(watch);
      }
    };
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const watch = new Watch();
    /** @type {Holder} */
    const holder = { watch: undefined };
    const listener = listenerFor(signal, new WeakRef(watch), holder);
    const entry = { watch, holder, listener };
    this.#watches.set(signal, entry);
    signal.addEventListener('abort', listener, { once: true });
    forgotten.register(watch, { signal: new WeakRef(signal), listener }, watch);
    return entry;
  }
}

/**
 * Out here, so that it holds nothing but what it is given.
 *
 * @param {AbortSignal} signal
 * @param {WeakRef<Watch>} weak
 * @param {Holder} holder
 */
function listenerFor(signal, weak, holder) {
  return () => (holder.watch ?? weak.deref())?.abort(signal.reason);
}

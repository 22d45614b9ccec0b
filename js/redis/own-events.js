// The events that a bus publishes itself, as they come back to it.

/** @typedef {import('../subscription.js').Where} Where */

export class OwnEvents {
  /** Names the bus among all that publish. */
  producer = globalThis.crypto.randomUUID();

  /** The number of the last one that came back. */
  #last = 0;

  /** @param {string} eventId of an event that was read */
  see(eventId) {
    this.#last = this.#numberOf(eventId) ?? this.#last;
  }

  /**
   * Keeps a subscriber from events that this bus published before it came, and that come back only
   * now.
   *
   * @param {Where | undefined} where the subscriber's own
   * @param {number} newest the number of the last event published
   * @param {() => string | undefined} currentId of the event that is being delivered
   * @returns {Where | undefined}
   */
  onlyNew(where, newest, currentId) {
    if (this.#last >= newest) return where;
    const isNew = () => (this.#numberOf(currentId() ?? '') ?? Number.POSITIVE_INFINITY) > newest;
    return where === undefined ? isNew : (topic, event) => isNew() && where(topic, event);
  }

  /**
   * @param {string} eventId
   * @returns {number | undefined} none, if it is another's
   */
  #numberOf(eventId) {
    if (!eventId.startsWith(this.producer)) return undefined;
    return Number(eventId.slice(this.producer.length + 1));
  }
}

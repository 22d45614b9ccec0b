// Hands entries to the panels: a live history as it grows, or a recording up to a position.
//
// What must hold: every panel has had the same entries in the same order, and one that breaks takes
// nothing from the others.

/**
 * @typedef {import('./history.js').Entry} Entry
 * @typedef {import('./history.js').History} History
 * @typedef {import('./panels.js').Panel} Panel
 */

export class Presenter {
  #panels;
  #onBroken;
  /** Panels that threw, and are left alone. @type {Set<Panel>} */
  #broken = new Set();
  /** Of the live history. */
  #cursor = 0;
  /** Of the recording. */
  #position = 0;
  /** Since the last render of each. @type {Set<Panel>} */
  #changed;
  /** How many batches were handed out: at most one in a frame. */
  batches = 0;

  /**
   * @param {readonly Panel[]} panels
   * @param {(panel: Panel, error: unknown) => void} onBroken
   */
  constructor(panels, onBroken) {
    this.#panels = panels;
    this.#changed = new Set(panels);
    this.#onBroken = onBroken;
  }

  /**
   * What came since the last time.
   *
   * @param {History} history
   * @returns {readonly Entry[]}
   */
  follow(history) {
    const batch = history.since(this.#cursor);
    if (batch.length > 0) this.#add(batch);
    this.#cursor = history.end;
    return batch;
  }

  /**
   * From nothing, all of a live history.
   *
   * @param {History} history
   */
  startLive(history) {
    this.clear();
    this.#cursor = 0;
    this.follow(history);
  }

  /**
   * The first `position` entries of a recording, and no others.
   *
   * @param {readonly Entry[]} entries
   * @param {number} position
   */
  moveTo(entries, position) {
    if (position < this.#position) this.clear();
    if (position > this.#position) this.#add(entries.slice(this.#position, position));
    this.#position = position;
  }

  /** Empties the panels; a recording then begins at its first entry. */
  clear() {
    this.#position = 0;
    for (const panel of this.#panels) this.#guard(panel, () => panel.clear());
  }

  /**
   * @param {Panel} panel
   * @param {number} nowMs
   * @param {boolean} [always] also if nothing has changed
   */
  render(panel, nowMs, always = false) {
    if (!always && !this.#changed.has(panel)) return;
    this.#changed.delete(panel);
    if (!this.#broken.has(panel)) this.#call(panel, () => panel.render(nowMs));
  }

  /** @param {readonly Entry[]} entries */
  #add(entries) {
    this.batches++;
    for (const panel of this.#panels) this.#guard(panel, () => panel.add(entries));
  }

  /**
   * @param {Panel} panel
   * @param {() => void} change
   */
  #guard(panel, change) {
    this.#changed.add(panel);
    if (!this.#broken.has(panel)) this.#call(panel, change);
  }

  /**
   * @param {Panel} panel
   * @param {() => void} call
   */
  #call(panel, call) {
    try {
      call();
    } catch (error) {
      this.#broken.add(panel);
      this.#onBroken(panel, error);
    }
  }
}

// The devtools in one shadow root: it puts the parts together and tells each what the others did.
// What is shown is decided here; what a part looks like, and how it moves, is its own matter.

import { h } from '../dom.js';
import { logOf } from '../export.js';
import { plural } from '../format.js';
import { Frames } from '../frames.js';
import { checkMaxEvents, DEFAULT_MAX_EVENTS } from '../history.js';
import { Live } from '../live.js';
import { outcomeOf } from '../model/meaning.js';
import { TailPanel } from '../panels/tail-panel.js';
import { panelStyles, panels } from '../panels.js';
import { Presenter } from '../presenter.js';
import { MAX_RECORDED, nameOf, readRecording } from '../recording.js';
import { sheetsOf } from '../styles.js';
import { Announcer } from './announcer.js';
import { Deck } from './deck.js';
import { Details } from './details.js';
import { ExportDialog, helpDialog } from './dialogs.js';
import { dropTarget } from './drop.js';
import { Notice } from './notice.js';
import { Splitter } from './splitter.js';
import { shellStyles } from './styles.js';
import { Tabs } from './tabs.js';
import { Toolbar } from './toolbar.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 * @typedef {import('../panels.js').Panel} Panel
 * @typedef {import('../recording.js').Recording} Recording
 */

/** Between two looks at the bus and at the clock, in milliseconds. */
const TICK_MS = 500;

/** The same for all elements. @type {CSSStyleSheet[] | undefined} */
let sheets;

export class App {
  #live = new Live({
    onEvent: () => {
      if (this.#recording === undefined) this.#frames.requestLater();
    },
    onError: (error) => this.#notice.showError('Something failed here:', messageOf(error), []),
  });
  #frames = new Frames(() => this.#onFrame());
  #maxEvents = DEFAULT_MAX_EVENTS;
  #paused = false;
  /** Of the history, and of the clock, when it was paused. */
  #pausedAt = { end: 0, now: 0 };
  /** @type {Recording | undefined} */
  #recording;
  /** @type {AbortController | undefined} */
  #loading;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #lastTick = { now: 0, received: 0 };
  #perSecond = 0;
  #framesDone = 0;
  /** Whether the last thing that somebody did was to press a key. */
  #byKeyboard = false;
  /** What had the focus before the details were opened. @type {HTMLElement | undefined} */
  #before;

  #announcer = new Announcer();
  #notice = new Notice();
  #help = helpDialog();
  #exporting = new ExportDialog((choice) => this.#download(choice));
  #tabs = new Tabs(() => this.#onTab());
  #deck = new Deck({
    onMove: () => this.#frames.request(),
    onLive: () => this.showLive(),
  });
  #details = new Details({
    onClose: () => this.#closeDetails(),
    onScope: (scope) => {
      this.#tabs.select(TailPanel.id);
      this.#tail.setScope(scope);
      this.#announcer.say(`Only this ${scope.field === 'callId' ? 'call' : 'run'} is listed`);
    },
    announce: (text) => this.#announcer.say(text),
  });
  #toolbar = new Toolbar(this.#tabs.element, {
    onPause: () => this.#togglePause(),
    onClear: () => this.clear(),
    onFile: (file) => this.#loadFile(file),
    onExport: () => this.#exporting.open(this.#tail.shown.length, this.#entries.length),
    onHelp: () => this.#help.showModal(),
  });
  #start = startScreen(() => this.#toolbar.openFile());
  #main = h('div', { class: 'main' });
  /** By the id of their tab. @type {Map<string, Panel>} */
  #panels = new Map();
  /** @type {TailPanel} */
  #tail;
  #presenter;

  /** @param {ShadowRoot} root */
  constructor(root) {
    sheets ??= sheetsOf([...shellStyles, ...panelStyles]);
    root.adoptedStyleSheets = sheets;
    const context = this.#context();
    for (const PanelClass of panels) {
      const panel = new PanelClass(context);
      this.#panels.set(PanelClass.id, panel);
      this.#tabs.add(PanelClass.id, PanelClass.title, panel.element);
    }
    this.#tail = /** @type {TailPanel} */ (this.#panels.get(TailPanel.id));
    this.#presenter = new Presenter([...this.#panels.values()], (panel, error) => {
      this.#onBroken(panel, error);
    });
    const splitter = new Splitter(this.#main);
    this.#main.append(this.#tabs.places, splitter.element, this.#details.element, this.#start);
    const app = h(
      'div',
      { class: 'app' },
      this.#toolbar.element,
      this.#notice.element,
      this.#deck.element,
      this.#main,
      this.#announcer.element,
      this.#help,
      this.#exporting.element,
    );
    app.append(dropTarget(app, (file) => this.#loadFile(file)));
    app.addEventListener('keydown', (event) => this.#onKey(event));
    app.addEventListener('keydown', () => this.#noteInput(true), { capture: true });
    app.addEventListener('pointerdown', () => this.#noteInput(false), { capture: true });
    root.append(app);
    this.#tabs.select(TailPanel.id);
    this.#onFrame();
  }

  get bus() {
    return this.#live.bus;
  }

  set bus(bus) {
    const before = this.#live.bus;
    this.#live.set(bus);
    if (this.#live.bus === before) return;
    this.#paused = false;
    this.#lastTick = { now: performance.now(), received: 0 };
    this.#perSecond = 0;
    if (this.#recording === undefined) this.#restartLive();
  }

  get maxEvents() {
    return this.#maxEvents;
  }

  set maxEvents(value) {
    this.#maxEvents = checkMaxEvents(value);
    this.#live.resize(this.#maxEvents);
    if (this.#recording === undefined) this.#restartLive();
  }

  get paused() {
    return this.#paused;
  }

  set paused(value) {
    if (Boolean(value) === this.#paused) return;
    this.#paused = Boolean(value);
    this.#pausedAt = { end: this.#live.history.end, now: Date.now() };
    this.#frames.request();
  }

  get recording() {
    return this.#recording;
  }

  get filter() {
    return this.#tail.filter;
  }

  set filter(text) {
    this.#tail.setFilter(String(text));
  }

  connect() {
    this.#live.start();
    this.#timer ??= setInterval(() => this.#onTick(), TICK_MS);
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#frames.request();
  }

  disconnect() {
    this.#live.stop();
    clearInterval(this.#timer);
    this.#timer = undefined;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#frames.cancel();
    this.#announcer.stop();
  }

  clear() {
    if (this.#recording !== undefined) return;
    this.#live.history.clear();
    this.#closeDetails();
    this.#restartLive();
    this.#announcer.say('Cleared');
  }

  /**
   * @param {unknown} source
   * @param {{ name?: string | undefined, skip?: boolean | undefined, signal?: AbortSignal | undefined }} [options]
   * @returns {Promise<number>}
   */
  async load(source, { name, skip = false, signal } = {}) {
    this.#loading?.abort(new DOMException('Another log is loaded instead', 'AbortError'));
    const loading = new AbortController();
    this.#loading = loading;
    const cancel = () => loading.abort(signal?.reason);
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    const title = name ?? nameOf(source);
    const onProgress = this.#notice.showLoading(title, () => loading.abort());
    try {
      loading.signal.throwIfAborted();
      const options = { name: title, skip, signal: loading.signal, onProgress };
      const recording = await readRecording(source, options);
      this.#notice.hide();
      this.#showRecording(recording);
      return recording.entries.length;
    } catch (error) {
      if (this.#loading === loading) this.#onLoadFailed(error, source, title, loading.signal);
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  showLive() {
    if (this.#recording === undefined) return;
    this.#recording = undefined;
    this.#deck.show(undefined);
    this.#closeDetails();
    this.#restartLive();
    this.#announcer.say('Live again');
    this.#tabs.focus();
  }

  /**
   * @param {{ all?: boolean | undefined, redact?: boolean | undefined, signal?: AbortSignal | undefined }} [options]
   * @returns {Promise<Blob>}
   */
  exportLog({ all = false, redact = true, signal } = {}) {
    return logOf(all ? this.#entries : this.#tail.shown, { redact, signal });
  }

  /** Numbers for tests and benchmarks. */
  get counts() {
    const { length, dropped } = this.#live.history;
    const { batches } = this.#presenter;
    return {
      kept: length,
      dropped,
      batches,
      frames: this.#framesDone,
      pending: this.#frames.pending,
    };
  }

  /** What there is to see, filtered or not. */
  get #entries() {
    return (
      this.#recording?.entries.slice(0, this.#deck.playback.position) ?? this.#live.history.slice()
    );
  }

  /** @returns {import('../panels.js').PanelContext} */
  #context() {
    const app = this;
    return {
      select: (entry) => this.#select(entry),
      move: (entry) => {
        if (this.#details.isOpen) this.#details.show(entry);
      },
      togglePause: () => this.#togglePause(),
      requestRender: () => this.#frames.request(),
      liveBus: () => (this.#recording === undefined ? this.#live.bus : null),
      get maxEvents() {
        return app.#recording === undefined ? app.#maxEvents : MAX_RECORDED;
      },
    };
  }

  #onFrame() {
    this.#framesDone++;
    if (this.#recording !== undefined) this.#followRecording(this.#recording);
    else if (!this.#paused) this.#followLive();
    const panel = this.#panels.get(this.#tabs.selected);
    if (panel !== undefined) this.#presenter.render(panel, this.#now, true);
    for (const [id, { badge }] of this.#panels) this.#tabs.setBadge(id, badge);
    this.#renderStatus();
  }

  #followLive() {
    const batch = this.#presenter.follow(this.#live.history);
    let failures = 0;
    for (const { topic } of batch) if (outcomeOf(topic) === 'bad') failures++;
    this.#announcer.countFailures(failures);
  }

  /** @param {Recording} recording */
  #followRecording({ entries }) {
    this.#deck.tick(performance.now());
    this.#presenter.moveTo(entries, this.#deck.playback.position);
    this.#deck.render();
    if (this.#deck.playback.playing) this.#frames.request();
  }

  #renderStatus() {
    const { history, received, state } = this.#live;
    this.#start.hidden = this.#recording !== undefined || state !== 'none' || history.length > 0;
    this.#toolbar.render({
      mode: this.#mode,
      fresh: Math.max(0, history.end - this.#pausedAt.end),
      received,
      kept: history.length,
      dropped: history.dropped,
      perSecond: this.#perSecond,
    });
  }

  /** @returns {import('./toolbar.js').Mode} */
  get #mode() {
    if (this.#recording !== undefined) return 'recording';
    const { state } = this.#live;
    if (state !== 'open') return state;
    return this.#paused ? 'paused' : 'live';
  }

  /** The time that is shown, in milliseconds since 1970. */
  get #now() {
    if (this.#recording !== undefined) return this.#deck.playback.time;
    return this.#paused ? this.#pausedAt.now : Date.now();
  }

  /** Rates fall, and what is open grows, also when nothing comes. */
  #onTick() {
    this.#live.check();
    const now = performance.now();
    const { received } = this.#live;
    const seconds = (now - this.#lastTick.now) / 1_000;
    const rate = (received - this.#lastTick.received) / seconds;
    this.#perSecond = this.#lastTick.now === 0 ? 0 : rate;
    this.#lastTick = { now, received };
    if (!document.hidden && !this.#paused) this.#frames.request();
  }

  #onVisibility = () => this.#frames.renew();

  #onTab() {
    if (this.#presenter !== undefined) this.#frames.request();
  }

  #togglePause() {
    if (this.#recording !== undefined) {
      this.#deck.togglePlay();
      return;
    }
    this.paused = !this.#paused;
    this.#announcer.say(this.#paused ? 'Paused' : 'Live again');
  }

  #restartLive() {
    this.#paused = false;
    this.#presenter.startLive(this.#live.history);
    this.#frames.request();
  }

  /** @param {Entry} entry */
  #select(entry) {
    if (!this.#details.isOpen) this.#before = this.#focused;
    this.#details.show(entry);
    this.#main.classList.add('with-details');
    if (this.#byKeyboard) this.#details.focus();
  }

  #closeDetails() {
    if (!this.#details.isOpen) return;
    const hadFocus = this.#details.element.contains(this.#focused ?? null);
    this.#details.close();
    this.#main.classList.remove('with-details');
    if (hadFocus) this.#before?.focus();
  }

  /** Within the shadow root. */
  get #focused() {
    const root = /** @type {ShadowRoot} */ (this.#main.getRootNode());
    return root.activeElement instanceof HTMLElement ? root.activeElement : undefined;
  }

  /** @param {Recording} recording */
  #showRecording(recording) {
    this.#recording = recording;
    this.#closeDetails();
    this.#deck.show(recording);
    this.#presenter.clear();
    this.#frames.request();
    this.#announcer.say(`${recording.name}: ${plural(recording.entries.length, 'event')}`);
  }

  /** @param {Blob} file */
  #loadFile(file) {
    this.load(file).catch(() => {}); // which the notice tells
  }

  /**
   * @param {unknown} error
   * @param {unknown} source
   * @param {string} name
   * @param {AbortSignal} signal
   */
  #onLoadFailed(error, source, name, signal) {
    if (signal.aborted) {
      this.#notice.hide();
      this.#announcer.say('Cancelled');
      return;
    }
    const isFormat = /** @type {{ code?: unknown }} */ (error).code === 'ERR_LOG_FORMAT';
    const canRepeat = source instanceof Blob || typeof source === 'string';
    const actions = [{ text: 'Open another', act: () => this.#toolbar.openFile() }];
    if (isFormat && canRepeat) {
      const act = () => void this.load(source, { name, skip: true }).catch(() => {});
      actions.unshift({ text: 'Leave bad lines out', act });
    }
    const title = isFormat ? `${name} is not a log of events.` : `${name} could not be read.`;
    this.#notice.showError(title, messageOf(error), actions);
  }

  /** @param {{ all: boolean, redact: boolean }} choice */
  async #download(choice) {
    try {
      const log = await this.exportLog(choice);
      const url = URL.createObjectURL(log);
      const base = this.#recording?.name.replace(/\.\w+$/, '') ?? 'agent-events';
      h('a', {
        href: url,
        download: `${base}${choice.redact ? '' : '-with-secrets'}.jsonl`,
      }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may be slow to begin
      this.#announcer.say('Exported');
    } catch (error) {
      this.#notice.showError('The log was not exported:', messageOf(error), []);
    }
  }

  /**
   * @param {Panel} panel
   * @param {unknown} error
   */
  #onBroken(panel, error) {
    console.error('A panel of <agent-event-bus-devtools> failed:', error);
    for (const [id, one] of this.#panels) {
      if (one !== panel) continue;
      const text = `${messageOf(error)}. The other views go on.`;
      const title = h('h3', { class: 'broken', text: 'This view failed' });
      this.#tabs.replace(id, h('div', { class: 'empty', role: 'alert' }, title, h('p', { text })));
    }
  }

  /** @param {boolean} byKeyboard */
  #noteInput(byKeyboard) {
    this.#byKeyboard = byKeyboard;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const writes = target.matches('input:not([type="range"], [type="radio"], [type="checkbox"])');
    if (event.key === 'Escape' && this.#details.isOpen) this.#closeDetails();
    else if (event.key === '/' && !writes) {
      this.#tabs.select(TailPanel.id);
      this.#tail.focusFilter();
    } else if (event.key === '?' && !writes) this.#help.showModal();
    else return;
    event.preventDefault();
  }
}

/** @param {() => void} onOpen */
function startScreen(onOpen) {
  return h(
    'div',
    { class: 'empty start' },
    h('h3', { text: 'No bus yet' }),
    h(
      'p',
      null,
      'Set the property ',
      h('code', { text: 'bus' }),
      ' of this element to an EventBus, or look into a recorded log: drop the file here, or open it.',
    ),
    h('button', { class: 'button outlined', type: 'button', onclick: onOpen }, 'Open a log'),
  );
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

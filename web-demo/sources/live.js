// The agent in Node that `npm run demo` starts, over server-sent events.

import { connectEvents } from '../../dist/bridge.js';
import { forgetToken, keepToken, takeToken } from '../token.js';

/** Beside the folder of the page, wherever that is. */
const EVENTS = new URL('../../events', import.meta.url);
/** Without an answer for so long, the page says so. */
const PATIENCE_MS = 3_000;
const MAX_DELAY_MS = 2_000;

const RUN_IT = {
  code: 'npm run demo',
  actions: ['worker', 'open'],
};

/** What is shown instead of events, by what the server answered. */
const REFUSALS = {
  401: {
    status: ['bad', 'Refused'],
    card: {
      title: 'The token is not that of this agent',
      text:
        'Each start of the agent has a new token, so that nobody else can read its events. Open the ' +
        'address that it has printed, or paste it here.',
      asksForToken: true,
    },
  },
  404: {
    status: ['quiet', 'No agent'],
    card: {
      title: 'No agent runs behind this page',
      text:
        'These are static files. To watch the example agent at work in Node, start it in a checkout, ' +
        'and open the address that it prints. The other two sources work here as well.',
      ...RUN_IT,
    },
  },
};

const MISSING_TOKEN = {
  status: ['bad', 'No token'],
  card: {
    title: 'This page needs the token of the agent',
    text:
      'An agent runs here, and lets in who has its token. It is in the address that npm run demo has ' +
      'printed: open that, or paste it here.',
    asksForToken: true,
  },
};

export class LiveSource {
  about = 'An agent in Node that audits a repository, again and again. Its events come over HTTP.';
  actions = [];
  status = ['busy', 'Connecting'];
  card;
  banner;
  bus;
  #onChange;
  #isStarted = false;
  #missed = 0;
  /** Whether events may be missing, and it cannot be known how many. */
  #isAnew = false;
  #patience;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
    // The address of a new start differs only behind the #, so it does not load the page again.
    addEventListener('hashchange', () => {
      if (location.hash !== '') this.#connect(takeToken());
    });
  }

  /** When it is first shown. */
  start() {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#connect(takeToken());
  }

  /** @param {string} token that was pasted */
  useToken(token) {
    keepToken(token);
    this.#connect(token);
  }

  /** @param {string | undefined} token */
  #connect(token) {
    clearTimeout(this.#patience);
    this.bus?.close();
    this.bus = undefined;
    if (token === undefined) {
      this.#become({ status: ['busy', 'Connecting'] });
      this.#ask();
      return;
    }
    let wasOpen = false;
    const bus = connectEvents(EVENTS, {
      token,
      from: 'start',
      maxDelayMs: MAX_DELAY_MS,
      onState: (state) => {
        if (state === 'open') {
          wasOpen = true;
          clearTimeout(this.#patience);
          this.#become({ status: ['good', 'Live'], banner: this.#gapText() });
        } else if (state === 'connecting' && wasOpen) {
          const banner = 'The connection was lost. What was shown stays; the page tries again.';
          this.#become({ status: ['warn', 'Lost'], banner });
        }
      },
      onGap: ({ missed }) => {
        this.#missed += missed ?? 0;
        this.#isAnew ||= missed === undefined;
        if (bus.state === 'open') this.#become({ status: this.status, banner: this.#gapText() });
      },
      onError: (error) => {
        if (error.code === 'ERR_BRIDGE_REFUSED') this.#refused(error);
        else console.error(error);
      },
    });
    this.bus = bus;
    this.#missed = 0;
    this.#isAnew = false;
    this.#become({ status: ['busy', 'Connecting'] });
    this.#patience = setTimeout(() => {
      const banner =
        'The agent does not answer. Is npm run demo still running? The page tries again.';
      this.#become({ status: ['warn', 'No answer'], banner });
    }, PATIENCE_MS);
  }

  /** Without a token: whether there is an agent at all. */
  async #ask() {
    try {
      const { status } = await fetch(EVENTS, { method: 'GET', cache: 'no-store' });
      this.#become(status === 401 ? MISSING_TOKEN : REFUSALS[404]);
    } catch {
      this.#become(REFUSALS[404]); // no server either: the page came from a cache
    }
  }

  /** @param {import('../../js/bridge/index.js').BridgeError} error */
  #refused({ status, message }) {
    clearTimeout(this.#patience);
    this.bus = undefined;
    if (status === 401) forgetToken();
    this.#become(
      REFUSALS[status] ?? {
        status: ['bad', 'Refused'],
        card: { title: 'The agent does not send its events', text: `${message}.`, ...RUN_IT },
      },
    );
  }

  #gapText() {
    if (this.#isAnew) return 'The agent was started anew: events of before may be missing here.';
    if (this.#missed === 0) return undefined;
    return `${this.#missed} events were missed: the agent had forgotten them when the page came back.`;
  }

  #become({ status, card, banner }) {
    this.status = status;
    this.card = card;
    this.banner = banner;
    this.#onChange();
  }
}

// An agent of this page, in a Web Worker; a bridge joins its bus with one here.

import { bridge } from '../../dist/bridge.js';
import { EventBus } from '../../dist/index.js';

const PAGE = new URL('../index.html', import.meta.url);

export class WorkerSource {
  about = 'An agent in a Web Worker that inspects the files this page is made of.';
  actions = ['start'];
  status = ['quiet', 'Idle'];
  card = {
    title: 'An agent of this page',
    text:
      'It runs in a Web Worker: it follows the links of this page to all of its files, reads them, ' +
      'counts their lines and searches them, each time anew. A bridge brings its events here.',
    actions: ['start'],
  };
  banner;
  bus = new EventBus({ onError: (error) => console.error(error) });
  #onChange;
  /** @type {Worker | undefined} */
  #worker;
  /** @type {import('../../js/bridge/index.js').Bridge | undefined} */
  #bridge;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  start() {
    if (this.#worker !== undefined) return;
    const worker = new Worker(new URL('../agent/worker.js', import.meta.url), { type: 'module' });
    this.#worker = worker;
    this.#bridge = bridge(this.bus, worker, {
      receive: '**',
      onError: (error) => this.#failed(error.message),
    });
    worker.addEventListener('error', ({ message }) => {
      this.#failed(message ?? 'its modules could not be loaded');
    });
    worker.addEventListener('message', ({ data }) => {
      if (data === 'stopped') this.#ended(['quiet', 'Stopped']);
    });
    worker.postMessage({ start: PAGE.href });
    this.#become({ status: ['good', 'Running'], actions: ['stop'] });
  }

  stop() {
    this.#worker?.postMessage('stop');
    this.#become({ status: ['busy', 'Stopping'], actions: [] });
  }

  /** @param {string} message */
  #failed(message) {
    this.#ended(['bad', 'Failed'], `The agent failed: ${message}`);
  }

  /**
   * @param {string[]} status
   * @param {string} [banner]
   */
  #ended(status, banner) {
    this.#bridge?.detach();
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#become({ status, actions: ['start'], banner });
  }

  #become({ status, actions, banner }) {
    this.status = status;
    this.actions = actions;
    this.banner = banner;
    this.card = undefined;
    this.#onChange();
  }
}

// A log in a file: nothing of it leaves the page.

export class RecordingSource {
  about = 'A log of events in a file, as jsonlSink, EventLog and the export of this page write it.';
  actions = [];
  status = ['quiet', 'No file'];
  card = {
    title: 'Open a recording',
    text:
      'Drop a file anywhere on this page, or choose one. It is read here, and goes nowhere else. ' +
      'To make one, run the example agent: it writes agent-run.jsonl.',
    code: 'npm start',
    actions: ['open'],
  };
  banner;
  /** It has none: the devtools read the file themselves. */
  bus = undefined;
  #onChange;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  start() {}

  /**
   * @param {File} file
   * @param {HTMLElementTagNameMap['agent-event-bus-devtools']} view
   */
  async open(file, view) {
    this.#become(['busy', 'Reading'], undefined);
    try {
      const count = await view.load(file, { name: file.name });
      this.card = undefined;
      this.actions = ['open'];
      this.about = `${file.name}: ${count.toLocaleString('en')} events.`;
      this.#become(['good', 'Recording'], undefined);
    } catch (error) {
      if (error?.name === 'AbortError') return; // another file was opened meanwhile
      this.#become(['bad', 'Not read'], `${file.name} could not be read: ${error.message}`);
    }
  }

  /**
   * @param {string[]} status
   * @param {string | undefined} banner
   */
  #become(status, banner) {
    this.status = status;
    this.banner = banner;
    this.#onChange();
  }
}

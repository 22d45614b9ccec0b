// The page: one of three sources is shown, each in devtools of its own. What a source is and says is in
// sources/; here it is put on the screen.

import '../dist/devtools.js';
import { LiveSource } from './sources/live.js';
import { RecordingSource } from './sources/recording.js';
import { WorkerSource } from './sources/worker.js';
import { tokenOf } from './token.js';

const byId = (id) => document.getElementById(id);
const sources = {
  live: new LiveSource(() => show('live')),
  worker: new WorkerSource(() => show('worker')),
  recording: new RecordingSource(() => show('recording')),
};
/** The devtools of each source that was shown. */
const views = {};

/** What the buttons of a source say and do. */
const actions = {
  start: { label: 'Start the agent', run: () => sources.worker.start() },
  stop: { label: 'Stop after this run', run: () => sources.worker.stop() },
  worker: { label: 'Run the agent of this page', run: () => choose('worker') },
  open: { label: 'Open a recording', run: () => byId('file').click() },
};

const chosenInput = () => document.querySelector('[name=source]:checked');
const chosen = () => chosenInput().value;

function choose(name) {
  document.querySelector(`[name=source][value=${name}]`).checked = true;
  opened();
}

/** The source that was chosen, as it is now. */
function opened() {
  if (chosen() === 'live') sources.live.start();
  show(chosen());
}

function show(name) {
  if (name !== chosen()) return; // it changed in the background
  const focused = document.activeElement;
  const source = sources[name];
  const [tone, text] = source.status;
  byId('status').dataset.tone = tone;
  setText(byId('status-text'), text);
  byId('bar').hidden = source.card !== undefined;
  byId('about').textContent = source.about;
  showButtons(byId('bar-actions'), source.actions);
  byId('banner').hidden = source.banner === undefined;
  byId('banner').dataset.tone = tone === 'good' ? 'warn' : tone;
  setText(byId('banner'), source.banner ?? '');
  showCard(source.card);
  showView(name, source);
  // A button that did its work may be gone: the keyboard goes on from the choice of the source.
  if (!focused.isConnected || focused.closest('[hidden]')) chosenInput().focus();
}

/** Only what has changed is spoken. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function showCard(card) {
  byId('card').hidden = card === undefined;
  if (card === undefined) return;
  const { title, text, code, asksForToken = false, actions: names = [] } = card;
  setText(byId('card-title'), title);
  setText(byId('card-text'), text);
  byId('card-code').hidden = code === undefined;
  byId('card-code').firstElementChild.textContent = code ?? '';
  byId('token').hidden = !asksForToken;
  showButtons(byId('card-actions'), names);
}

/**
 * They are left alone if they are there already: one of them may have the focus.
 *
 * @param {HTMLElement} place
 * @param {readonly (keyof typeof actions)[]} names
 */
function showButtons(place, names) {
  if (place.dataset.names === names.join()) return;
  place.dataset.names = names.join();
  place.replaceChildren(
    ...names.map((name, i) => {
      const element = document.createElement('button');
      element.textContent = actions[name].label;
      if (i === 0 && place.id === 'card-actions') element.className = 'primary';
      element.addEventListener('click', actions[name].run);
      return element;
    }),
  );
}

/** The devtools of one source, which keep what they have while another one is shown. */
function viewOf(name) {
  views[name] ??= document.createElement('agent-event-bus-devtools');
  if (!views[name].isConnected) byId('views').append(views[name]);
  return views[name];
}

function showView(name, { bus, card }) {
  for (const [other, view] of Object.entries(views)) view.hidden = other !== name;
  byId('views').hidden = card !== undefined;
  if (card !== undefined) return;
  const view = viewOf(name);
  view.hidden = false;
  if (bus !== undefined && view.bus !== bus) view.bus = bus;
}

/** @param {File} file */
function openFile(file) {
  choose('recording');
  sources.recording.open(file, viewOf('recording'));
}

byId('sources').addEventListener('change', opened);
byId('file').addEventListener('change', ({ target }) => {
  if (target.files[0] !== undefined) openFile(target.files[0]);
  target.value = ''; // so that the same file can be opened again
});
byId('token').addEventListener('submit', (event) => {
  event.preventDefault();
  const token = tokenOf(byId('token-field').value);
  byId('token-error').textContent = token === undefined ? 'There is no token in this.' : '';
  if (token === undefined) return;
  byId('token-field').value = '';
  sources.live.useToken(token);
});

// Files may be dropped anywhere, so the page has them before the devtools do.
const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files') === true;
const dragging = (type, handle) =>
  addEventListener(
    type,
    (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      handle(event);
    },
    { capture: true },
  );
const setDrop = (isOver) => {
  byId('drop').hidden = !isOver;
};
dragging('dragenter', () => setDrop(true));
dragging('dragover', ({ dataTransfer }) => {
  dataTransfer.dropEffect = 'copy';
});
dragging('dragleave', ({ relatedTarget }) => setDrop(relatedTarget !== null));
dragging('drop', ({ dataTransfer }) => {
  setDrop(false);
  if (dataTransfer.files[0] !== undefined) openFile(dataTransfer.files[0]);
});

opened();

// What the parts of the shell look like, all of it; the panels bring their own.

import { styles as deck } from './deck.js';
import { styles as details } from './details.js';
import { styles as dialogs } from './dialogs.js';
import { styles as drop } from './drop.js';
import { styles as notice } from './notice.js';
import { styles as splitter } from './splitter.js';
import { styles as tabs } from './tabs.js';
import { styles as toolbar } from './toolbar.js';

const app = `
:host {
  display: block;
  block-size: 100%;
  min-block-size: 320px;
  overflow: hidden;
}

:host([hidden]) {
  display: none;
}

.app {
  position: relative;
  display: grid;
  grid-template-rows: auto auto auto minmax(0, 1fr);
  grid-template-columns: minmax(0, 1fr);
  block-size: 100%;
  min-block-size: inherit;
  overflow: hidden;
  container: app / inline-size;
  background: var(--aeb-bg);
  color: var(--aeb-ink);
  font: var(--aeb-text-m) / var(--aeb-leading) var(--aeb-font);
  -webkit-font-smoothing: antialiased;
}

.app > .toolbar { grid-row: 1; }
.app > .notice { grid-row: 2; }
.app > .deck { grid-row: 3; }
.app > .main { grid-row: 4; }

.broken {
  color: var(--aeb-bad);
}

.start code {
  padding: 2px 6px;
  border-radius: var(--aeb-radius-s);
  background: var(--aeb-sunken);
  color: var(--aeb-ink-2);
  font-family: var(--aeb-mono);
}

.start {
  position: absolute;
  inset: 0;
  z-index: 1;
  background: var(--aeb-bg);
}

.start .button {
  margin-block-start: var(--aeb-2);
}
`;

export const shellStyles = [app, toolbar, tabs, notice, deck, splitter, details, dialogs, drop];

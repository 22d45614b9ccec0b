// Every entry, by require.

const { print } = require('./proof.js');
const { proveParts } = require('./proof-parts.js');

const names = ['', '/bridge', '/devtools', '/serve', '/testing', '/toolkit'];
const entries = Object.assign({}, ...names.map((name) => require(`agent-event-bus${name}`)));

print(proveParts(entries, ['bridge', 'toolkit', 'testing', 'serve', 'devtoolsRefused']));

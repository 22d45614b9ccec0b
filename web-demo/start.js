// The first script: it loads the page's own, and says so where that is not there.

try {
  await import('./page.js');
} catch (error) {
  const byId = (id) => document.getElementById(id);
  byId('status').dataset.tone = 'bad';
  byId('status-text').textContent = 'Not loaded';
  byId('card-title').textContent = 'The modules of this page could not be loaded';
  byId('card-text').textContent =
    `They are made by the build, and lie in dist, beside the folder of this page. ${error.message}`;
  byId('card-code').firstElementChild.textContent = 'npm run build';
  byId('card-code').hidden = false;
  byId('card').hidden = false;
}

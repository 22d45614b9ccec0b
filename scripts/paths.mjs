// Where things are. Everything a script writes is in a folder that .gitignore names.

import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} path relative to the checkout, with '/' */
export const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

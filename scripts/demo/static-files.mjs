// The files that the page of the demo is made of, under a strict policy. Nothing else of the checkout.

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { inRoot } from '../paths.mjs';

const FOLDERS = /^(web-demo|dist)\//;
const PAGE = '/web-demo/';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache', // after a new build the page is a new one
};

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function answerWithFile(request, response) {
  const { method, url = '/' } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { ...HEADERS, allow: 'GET, HEAD' }).end();
    return;
  }
  const path = pathOf(url);
  if (path === '/') {
    // What is behind the # stays: browsers take it along.
    response.writeHead(302, { ...HEADERS, location: PAGE }).end();
    return;
  }
  const file = path.endsWith('/') ? `${path}index.html` : path;
  const content = await contentOf(file);
  if (content === undefined) {
    response.writeHead(404, { ...HEADERS, 'content-type': 'text/plain' }).end('Not found\n');
    return;
  }
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { ...HEADERS, 'content-type': type, 'content-length': content.length });
  response.end(method === 'HEAD' ? undefined : content);
}

/** @param {string} url as it was asked for */
function pathOf(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return ''; // of nothing that there is
  }
}

/** @param {string} path */
async function contentOf(path) {
  const file = path.slice(1);
  // Decoded it may have dots, backslashes and zeros again, which the URL parser took out before.
  if (!FOLDERS.test(file) || !/^[\w./-]+$/.test(file) || file.includes('..')) return undefined;
  return readFile(inRoot(file)).catch(() => undefined);
}

// The token of the live agent. It comes behind the # of the address, which browsers send to nobody, is
// taken out of it at once, and lasts as long as the tab, so that a reload goes on.

const KEY = 'agent-event-bus-demo.token';
const TOKEN = /^[\w.~+/=-]{32,512}$/;

/** The one of the address, if there is one, which then is the one that is kept. */
export function takeToken() {
  const given = tokenOf(location.href);
  if (given !== undefined) {
    keepToken(given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return given ?? sessionStorage.getItem(KEY) ?? undefined;
}

/** @param {string} token */
export function keepToken(token) {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken() {
  sessionStorage.removeItem(KEY);
}

/**
 * @param {string} text a token, or an address that has one behind its #
 * @returns {string | undefined}
 */
export function tokenOf(text) {
  const hash = text.indexOf('#');
  const token =
    hash === -1 ? text.trim() : new URLSearchParams(text.slice(hash + 1).trim()).get('token');
  return token !== null && TOKEN.test(token) ? token : undefined;
}

// Hooks of Node's loader: `x.wasm?module` is a compiled module, as in the runtimes of edges.

export async function load(url, context, next) {
  if (!url.endsWith('.wasm?module')) return next(url, context);
  const source = `
    import { readFileSync } from 'node:fs';
    export default new WebAssembly.Module(readFileSync(new URL(${JSON.stringify(url)})));`;
  return { format: 'module', shortCircuit: true, source };
}

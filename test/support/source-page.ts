/** Pages for tests, bundled from the sources and served on loopback. */
import { fileURLToPath } from 'node:url';
import { type Listening, listen } from '@kaiku/registry';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What only the build makes: bundles of the sources leave it out. */
export const onlyBuilt = ['*-worker-text.js'];

/** Bundles a module and its imports. A script given as text resolves its imports from the project's folder. */
export async function bundle(
  entry: URL | { readonly script: string },
  { minify = false }: { readonly minify?: boolean } = {},
): Promise<string> {
  const { outputFiles } = await build({
    ...('script' in entry
      ? { stdin: { contents: entry.script, resolveDir: root, loader: 'js' } }
      : { entryPoints: [fileURLToPath(entry)] }),
    bundle: true,
    minify,
    format: 'esm',
    target: 'es2022',
    write: false,
    external: onlyBuilt,
    conditions: ['kaiku-source', 'browser'],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

/** Contents by path: `{ '/': ['text/html', '<!doctype html>…'] }`. All other paths answer 404. */
export type Files = Readonly<Record<string, readonly [type: string, body: string | Uint8Array<ArrayBuffer>]>>;

/** Serves the files at a free port. */
export function serveFiles(files: Files): Promise<Listening> {
  return listen({
    fetch(request) {
      const [type, body] = files[new URL(request.url).pathname] ?? [];
      if (type === undefined) return new Response(null, { status: 404 });
      return new Response(body, { headers: { 'Content-Type': type } });
    },
  });
}

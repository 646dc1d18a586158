/** Pages of the tests' own, made from the sources: bundled, and served on loopback. */
import { fileURLToPath } from 'node:url';
import { type Listening, listen } from '@kaiku/registry';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One module with all that it imports: of a file, or of a script in words, whose imports are looked for from the root. */
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
    conditions: ['kaiku-source', 'browser'],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

/** Contents by path: `{ '/': ['text/html', '<!doctype html>…'] }`. Everything else is not found. */
export type Files = Readonly<Record<string, readonly [type: string, body: string | Uint8Array<ArrayBuffer>]>>;

/** Serves them at a free port. */
export function serveFiles(files: Files): Promise<Listening> {
  return listen({
    fetch(request) {
      const [type, body] = files[new URL(request.url).pathname] ?? [];
      if (type === undefined) return new Response(null, { status: 404 });
      return new Response(body, { headers: { 'Content-Type': type } });
    },
  });
}

import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { etag } from 'hono/etag';
import { createMiddleware } from 'hono/factory';
import type { RegistryContext, RegistryEnv } from '../http/context.ts';
import { problem } from '../http/problems.ts';

/** The types of the files of the pages. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** Returns the path of a file or folder that the build puts into the package. */
export function builtFile(name: string): string {
  return path.join(path.dirname(createRequire(import.meta.url).resolve('@kaiku/registry/package.json')), 'dist', name);
}

/** Pages that the build has made. */
export interface BuiltPages {
  /** Their folder in the package's `dist`, and their first segment in the address. */
  readonly folder: string;
  readonly path: string;
  /** The Content-Security-Policy, and what else differs. */
  readonly policy: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** Returns the handlers that serve pages with their headers. An address without a file's ending is that of a page. */
export function servePages({ folder, path: prefix, policy, headers }: BuiltPages) {
  const all = {
    'Content-Security-Policy': policy.join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    // A browser asks each time if a file has changed, so that all files are of one version.
    'Cache-Control': 'no-cache',
    ...headers,
  };
  const protect = createMiddleware<RegistryEnv>(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(all)) c.header(name, value);
  });

  /** Read once. A build replaces the files of a process that runs only when it starts again. */
  let reading: Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> | undefined;

  async function serveFile(c: RegistryContext): Promise<Response> {
    reading ??= readFiles(folder);
    const files = await reading;
    const name = c.req.path.slice(prefix.length + 1);
    const isFile = path.extname(name) !== '';
    const file = files.get(isFile ? name : 'index.html');
    if (file !== undefined)
      return c.body(file, 200, { 'Content-Type': types[isFile ? path.extname(name) : '.html'] ?? '' });
    const detail = files.size === 0 ? 'The pages are not built. Run `npm run build`.' : 'There is no such file.';
    return problem(c, 'registry/not-found', { detail });
  }
  return [protect, etag(), serveFile] as const;
}

/** Reads the files from where the build puts them, with the sources and in the built package. */
async function readFiles(folder: string): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const from = builtFile(folder);
  const names = await readdir(from).catch(() => []);
  const served = names.filter((name) => path.extname(name) in types);
  return new Map(
    await Promise.all(
      served.map(async (name) => [name, new Uint8Array(await readFile(path.join(from, name)))] as const),
    ),
  );
}

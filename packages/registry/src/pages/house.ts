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
};

/**
 * Nothing inline, nothing from elsewhere, no frame around the pages. Only Lit may make HTML of a text, and only the client's
 * policy may name a worker (packages/client/src/storage/worker-url.ts).
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html kaiku',
].join('; ');

const protect = createMiddleware<RegistryEnv>(async (c, next) => {
  await next();
  c.header('Content-Security-Policy', policy);
  c.header('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), hid=(), serial=(), usb=()');
  c.header('Referrer-Policy', 'no-referrer');
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
  c.header('Cross-Origin-Resource-Policy', 'same-origin');
  // A browser asks each time if a file has changed, so that all files are of one version.
  c.header('Cache-Control', 'no-cache');
});

/** Where the build puts the pages, from the sources and from the built package. */
const folder = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@kaiku/registry/package.json')),
  'dist/house',
);

/** Read once. A build replaces the files of a process that runs only when it starts again. */
let reading: Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> | undefined;

async function readFiles(): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const names = await readdir(folder).catch(() => []);
  const served = names.filter((name) => path.extname(name) in types);
  return new Map(
    await Promise.all(
      served.map(async (name) => [name, new Uint8Array(await readFile(path.join(folder, name)))] as const),
    ),
  );
}

/** Serves a file of the pages by its name. Any other address is that of a page, which the script reads. */
async function serveFile(c: RegistryContext): Promise<Response> {
  reading ??= readFiles();
  const files = await reading;
  const name = c.req.path.replace(/^\/desk\/?/, '');
  const isFile = path.extname(name) !== '';
  const file = files.get(isFile ? name : 'index.html');
  if (file !== undefined)
    return c.body(file, 200, { 'Content-Type': types[isFile ? path.extname(name) : '.html'] ?? '' });
  const detail = files.size === 0 ? 'The pages are not built. Run `npm run build`.' : 'There is no such file.';
  return problem(c, 'registry/not-found', { detail });
}

/** The handlers of `/desk/*`: the pages of the house, with their headers. */
export const housePages = [protect, etag(), serveFile] as const;

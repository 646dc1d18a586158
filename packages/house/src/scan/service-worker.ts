/**
 * Keeps the page and its files, so that a till starts without a network. All files of a cache are of one version: the build
 * names each with its hash, and a file with another one makes the installation fail, which the browser repeats later.
 */

/** The files of this version next to this script, with their hashes. The build writes them here. */
declare const files: readonly { readonly name: string; readonly integrity: string }[];
/** Changes if a file does. */
declare const version: string;

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface WorkerScope {
  readonly registration: { readonly scope: string };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'message', listener: (event: Extendable & { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'fetch',
    listener: (event: { readonly request: Request; respondWith(response: Promise<Response>): void }) => void,
  ): void;
}

const scope = globalThis as unknown as WorkerScope;
const prefix = 'kaiku-scan-';
const cacheName = prefix + version;
/** The address of the page, whatever its query. */
const page = new URL(scope.registration.scope).href;

/** By address: the file that is kept for it. The page is `index.html`. */
const kept = new Map(
  files.map(({ name, integrity }) => [
    name === 'index.html' ? page : new URL(name, new URL('scan/', page)).href,
    integrity,
  ]),
);

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(dropOthers()));
scope.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void scope.skipWaiting();
});
scope.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  // A request of the registry's interface is none of them.
  if (method !== 'GET' || !kept.has(address)) return;
  if (mode === 'navigate' || address !== page) event.respondWith(serve(address, event.request));
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([...kept].map(([url, integrity]) => new Request(url, { integrity, cache: 'no-cache' })));
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)),
  );
}

async function serve(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(address)) ?? fetch(request);
}

/**
 * IndexedDB while a page is left. WebKit neither ends nor aborts a transaction that runs then, and every later page waits for
 * it (WebKit bug 324094; seen in WebKitGTK 2.50). So none runs: those that do are aborted, and none begins.
 */

const running = new Set<IDBTransaction>();
/** While the page is left: resolves when it comes back from the back/forward cache. */
let away: Promise<void> | undefined;
let isWatching = false;

/** Resolves while the page is there. Waits while it is left: forever, or until a person returns to it. */
export async function pageIsThere(): Promise<void> {
  watch();
  await away;
}

/** Aborts a transaction if the page is left before it ends. */
export function abortOnLeave(transaction: IDBTransaction): void {
  running.add(transaction);
  const forget = () => running.delete(transaction);
  transaction.addEventListener('complete', forget);
  transaction.addEventListener('abort', forget);
}

function watch(): void {
  if (isWatching || typeof globalThis.addEventListener !== 'function') return;
  isWatching = true;
  addEventListener('pagehide', () => {
    away = new Promise((resolve) => addEventListener('pageshow', () => resolve(), { once: true }));
    for (const transaction of running) abort(transaction);
  });
  addEventListener('pageshow', () => {
    away = undefined;
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is ending already.
  }
}

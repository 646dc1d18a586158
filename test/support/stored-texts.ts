import type { Page } from 'playwright-core';

/** Returns everything that the page's origin has stored, as text. */
export function storedTexts(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const found: unknown[] = [Object.entries(localStorage), Object.entries(sessionStorage)];
    for (const { name } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames)
        found.push(await asked(database.transaction(store).objectStore(store).getAll()));
      database.close();
    }
    // A read fails if the worker changes the file in the middle: then its new contents count.
    const textOf = async (file: FileSystemFileHandle): Promise<string> =>
      (await file.getFile()).text().catch((error: DOMException) => {
        if (error.name === 'NotReadableError') return textOf(file);
        throw error;
      });
    const root = await navigator.storage.getDirectory();
    for await (const folder of root.values())
      if (folder instanceof FileSystemDirectoryHandle)
        for await (const file of folder.values())
          if (file instanceof FileSystemFileHandle) found.push(await textOf(file));
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request))?.text());
    }
    const bytes = (value: unknown) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) : value;
    return JSON.stringify(found, (_, value) => bytes(value));
  });
}

/** Deletes what an earlier evening left in this origin: the till's pending visits belong to a registry that is gone. */
export async function forgetEverything(): Promise<void> {
  for (const { name } of await indexedDB.databases()) {
    if (name !== undefined) await deleted(indexedDB.deleteDatabase(name));
  }
  const root = await navigator.storage?.getDirectory?.();
  if (root === undefined) return;
  for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
}

/** Resolves as soon as a database is deleted, or another tab that has it open keeps it. */
function deleted(request: IDBOpenDBRequest): Promise<void> {
  return new Promise((resolve) => {
    request.onsuccess = () => resolve();
    request.onerror = () => resolve();
    request.onblocked = () => resolve();
  });
}

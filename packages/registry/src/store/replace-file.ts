import { open, rename } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file that only its owner may read: the whole file or nothing, whatever ends the process. Once it resolves, a
 * power cut leaves it too.
 */
export async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.part`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(path.dirname(file));
}

/** Makes a renamed file survive a power cut. Windows does so without it, and rejects it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

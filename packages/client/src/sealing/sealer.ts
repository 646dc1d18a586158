import { isSealedCode } from '../card/sealed-code.ts';
import { within } from '../deadline.ts';
import type { Environment } from '../environment.ts';
import { invalidConfig } from '../errors.ts';
import type { Contact } from '../registry/contact.ts';
import { SealingKey as SealingKeySchema } from '../registry/contract/index.ts';
import { registryError, unreachable } from '../registry/problems.ts';
import type { SealingKey } from '../registry/registry.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { Visit } from '../usage/visit.ts';
import { type ImportedKey, importSealingKey, sealCode } from './seal-code.ts';

/** Seals card codes to the registry's key before they are stored. */
export interface Sealer {
  /**
   * Returns the visit with sealed card codes. Codes that are sealed already stay as they are.
   * @throws KaikuError of the registry if this device has no key yet and cannot fetch one
   */
  seal(visit: Visit): Promise<Visit>;
  /** Fetches the key, unless that was done within the hour. Never throws: the next call tries again. */
  refresh(): Promise<void>;
  /** The same, but waits only for the first key: an older one seals as well. */
  prepare(): Promise<void>;
}

interface SealerOptions {
  readonly contact: Pick<Contact, 'registry' | 'circuit'>;
  /** Keeps the key, so that the device can seal during an outage. */
  readonly storage: Pick<OutboxStorage, 'note' | 'keepNote'>;
  readonly environment: Pick<Environment, 'after' | 'clocks'>;
  readonly timeoutMs: number;
}

const noteKey = 'sealing-key';
/** A new key is used this long after the registry offers it. Its operator keeps earlier keys for much longer. */
const maxAgeMs = 3_600_000;

/** @throws KaikuError `config/invalid` if the page has no Web Crypto, although the registry has a sealing key */
export function createSealer({ contact, storage, environment, timeoutMs }: SealerOptions): Sealer {
  const fetchFrom = contact.registry.sealingKey;
  if (fetchFrom === undefined) return { seal: async (visit) => visit, async refresh() {}, async prepare() {} };
  if (globalThis.crypto?.subtle === undefined)
    throw invalidConfig('Serve the page over HTTPS: without it the browser has no Web Crypto to seal card codes with.');
  const neverAborts = new AbortController().signal;
  let key: Promise<ImportedKey> | undefined;
  let fetchedMs = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<unknown> | undefined;

  const fetchOffered = (): Promise<SealingKey> =>
    within({ environment, ms: timeoutMs, closing: neverAborts }, (signal) => fetchFrom(signal));

  async function fetchKey(): Promise<ImportedKey> {
    const fetched = await fetchOffered();
    const imported = await importSealingKey(fetched).catch((cause) => {
      throw registryError('registry/contract', 'The registry’s sealing key is not a public key.', cause);
    });
    fetchedMs = environment.clocks().steadyMs;
    const noted = await notedKey();
    // Without the note it is fetched again after a restart.
    if (noted?.id !== fetched.id || noted.publicKey !== fetched.publicKey)
      await storage.keepNote(noteKey, fetched).catch(() => {});
    key = Promise.resolve(imported);
    return imported;
  }

  async function notedKey(): Promise<SealingKey | undefined> {
    const note = await storage.note(noteKey).catch(() => undefined);
    return SealingKeySchema.safeParse(note).data;
  }

  async function firstKey(): Promise<ImportedKey> {
    const noted = await notedKey();
    const imported = noted && (await importSealingKey(noted).catch(() => undefined));
    if (imported !== undefined) return imported;
    if (contact.circuit === 'open') throw unreachable(undefined);
    return fetchKey();
  }

  function currentKey(): Promise<ImportedKey> {
    key ??= firstKey().catch((error) => {
      key = undefined;
      throw error;
    });
    return key;
  }

  async function refresh(): Promise<void> {
    if (environment.clocks().steadyMs - fetchedMs < maxAgeMs) return;
    refreshing ??= fetchKey()
      .catch(() => {})
      .finally(() => {
        refreshing = undefined;
      });
    await refreshing;
  }

  return {
    async seal(visit) {
      const imported = await currentKey();
      const usages = visit.usages.map(async (usage) =>
        isSealedCode(usage.card) ? usage : { ...usage, card: await sealCode(imported, usage.card, usage.id) },
      );
      return { ...visit, usages: await Promise.all(usages) };
    },
    refresh,
    async prepare() {
      const refreshed = refresh();
      if (key === undefined && (await notedKey()) === undefined) await refreshed;
    },
  };
}

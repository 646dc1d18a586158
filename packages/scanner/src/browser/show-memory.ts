import type { ShowFacts } from '@kaiku/client';
import { keepPreference, preference } from './preferences.ts';

const key = (registry: string) => `shows ${registry}`;

/** Remembers the list of shows of a registry, for a page that is loaded in an outage. It names no person and no card. */
export const showMemory = {
  read: (registry: string) => preference(key(registry), isList),
  write: (registry: string, shows: readonly ShowFacts[]) => keepPreference(key(registry), shows),
};

/** True for a list that this version can show. */
function isList(value: unknown): value is readonly ShowFacts[] {
  const isShow = (show: Partial<ShowFacts> | null) =>
    typeof show?.id === 'string' && typeof show.name === 'string' && typeof show.startsAt === 'string';
  return Array.isArray(value) && value.every(isShow);
}

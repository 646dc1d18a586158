import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../storage/memory-storage.ts';
import type { Venue } from '../usage/venue.ts';
import { claimByNote, createTokenCheck } from './check-token.ts';

const [theatre, museum]: readonly Venue[] = [
  { id: 'theatre', name: 'Theatre' },
  { id: 'museum', name: 'Museum' },
];
if (theatre === undefined || museum === undefined) throw new Error('There should be two venues.');

/** Returns a registry's answer about a token, which counts the questions. */
function answering(venue: Venue | null | undefined) {
  const ask = async () => {
    ask.asked += 1;
    return venue;
  };
  ask.asked = 0;
  return ask;
}

describe('the check of a token', () => {
  it('asks once about each token, also for several requests at the same time', async () => {
    const check = createTokenCheck(claimByNote(memoryStorage()));
    const ask = answering(theatre);
    await Promise.all([check('a', ask), check('a', ask)]);
    await check('a', ask);
    expect(ask.asked).toBe(1);
  });

  it('rejects a token of another venue than the storage’s, in a later run too', async () => {
    const storage = memoryStorage();
    await createTokenCheck(claimByNote(storage))('a', answering(theatre));
    const check = createTokenCheck(claimByNote(storage));
    await expect(check('b', answering(museum))).rejects.toMatchObject({
      code: 'registry/other-venue',
      retryable: true,
    });
    await expect(check('c', answering(theatre))).resolves.toBeUndefined();
  });

  it('asks again about a token that the registry did not accept, and accepts any if the registry names no venues', async () => {
    const check = createTokenCheck(claimByNote(memoryStorage()));
    await check('a', answering(undefined));
    const silent = answering(null);
    await check('a', silent);
    await check('a', silent);
    expect(silent.asked).toBe(1);
  });

  it('asks again while the storage does not respond', async () => {
    const storage = memoryStorage();
    await createTokenCheck(claimByNote(storage))('a', answering(theatre));
    let isBroken = true;
    const note: typeof storage.note = (key) => (isBroken ? Promise.reject(new Error('broken')) : storage.note(key));
    const check = createTokenCheck(claimByNote({ ...storage, note }));
    await check('b', answering(museum));
    isBroken = false;
    await expect(check('b', answering(museum))).rejects.toMatchObject({ code: 'registry/other-venue' });
  });
});

import type { ReadingRepair } from '../reading.ts';
import type { ReaderProfile } from './examine-reader.ts';

/** An improvement to the settings of the reader or the computer. How to set it: docs/readers.md. */
export type ReaderAdvice =
  | ReadingRepair
  /** Nothing ends a code, so each waits 50 ms, some 400. */
  | 'no-suffix'
  /** More than 20 ms a character: a delay between characters is set. */
  | 'slow'
  /** Characters are lost on the way. */
  | 'dropped'
  /** Keys come without names (Android). */
  | 'unnamed-keys'
  /** Some scans are unreadable: the reader has another keyboard country. */
  | 'unread';

/** Readers come with 1 to 15 ms a character. Guess, to be measured. */
const slowFromMs = 20;

/** A pause within a code that no setting makes. */
const stalledFromMs = 60;

/** Returns what to improve, most serious first; empty if nothing. */
export function adviceOn(profile: ReaderProfile): readonly ReaderAdvice[] {
  const { keyboard, suffix, before, gapMs, dropped, unread, keysNamed } = profile;
  const found: readonly (readonly [ReaderAdvice, boolean])[] = [
    ['unnamed-keys', !keysNamed],
    ['dropped', dropped > 0],
    // Caps Lock changes more than letters on some keyboards: it goes first.
    ['unread', unread > 0 && keysNamed && dropped === 0 && !profile.lowerCase],
    ['alt-codes', profile.altCodes],
    ['keyboard-layout', keyboard === 'us'],
    ['letter-case', profile.lowerCase],
    ['symbology-prefix', before.replace('*', '') !== ''],
    ['asterisks', before.includes('*')],
    ['control-characters', profile.controlCharacters],
    ['no-suffix', suffix === '' && profile.scans > 0],
    ['slow', gapMs > slowFromMs],
    ['stalled', profile.longestGapMs > Math.max(stalledFromMs, gapMs * 3)],
  ];
  return found.flatMap(([advice, isNeeded]) => (isNeeded ? advice : []));
}

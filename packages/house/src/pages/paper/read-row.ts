/** Reads a row of the paper form as it is typed. */
import { type CardCode, helsinkiTimeMs, likelyCardCode, parseCardCode, wrongWithTakenAt } from '@kaiku/client';
import type { ShowOfDay } from '../../shows-of-day.ts';

/** The fields of a row, as typed. */
export interface TypedRow {
  readonly code: string;
  readonly minors: string;
  readonly time: string;
}

/** A row that may be recorded. */
export interface Row {
  readonly code: CardCode;
  /** What was typed is not the code, but means it: spaces and lower case. */
  readonly isRepaired: boolean;
  readonly minors: number;
  /** When the visit happened: the time of the row, or the start of the show; never in the future. */
  readonly takenAt: string;
}

/** What is wrong with a row, and in which field. */
export type WrongRow =
  | { readonly field: 'code'; readonly why: 'empty' | 'old' | 'noCard' }
  /** The letters begin no code. */
  | { readonly field: 'code'; readonly why: 'prefix'; readonly letters: string }
  | { readonly field: 'code'; readonly why: 'digits'; readonly count: number }
  /** With O and 0 or I and 1 exchanged it is a code, which a person must compare. */
  | { readonly field: 'code'; readonly why: 'likely'; readonly code: string }
  | { readonly field: 'minors'; readonly why: 'wrongMinors'; readonly max: number }
  | { readonly field: 'time'; readonly why: 'wrongTime' | 'future' | 'tooLate' };

/** What the rows are about. */
export interface Sheet {
  readonly day: string;
  readonly show: Pick<ShowOfDay, 'startsAt' | 'admission'>;
  readonly nowMs: number;
}

/** The most minors of one card. More are a typing error, or with a worker more than a row can have. */
const maxMinors = { customer: 12, community: 99 } as const;

const halfDayMs = 12 * 3_600_000;

/** Returns the row, or the first thing that is wrong with it. */
export function readRow(typed: TypedRow, sheet: Sheet): Row | WrongRow {
  const card = readCode(typed.code);
  if ('field' in card) return card;
  const minors = typed.minors.trim() === '' ? 0 : Number(typed.minors.trim());
  const max = maxMinors[card.code.holder];
  if (!/^\d*$/.test(typed.minors.trim()) || minors > max) return { field: 'minors', why: 'wrongMinors', max };
  const takenAt = readTime(typed.time, sheet);
  if ('field' in takenAt) return takenAt;
  return { ...card, minors, takenAt: new Date(takenAt.atMs).toISOString() };
}

/** Returns the card code of a text, or what is wrong with it. */
export function readCode(text: string): Pick<Row, 'code' | 'isRepaired'> | Extract<WrongRow, { field: 'code' }> {
  const parsed = parseCardCode(text);
  if (parsed.kind === 'card') return { code: parsed.code, isRepaired: parsed.repairs.length > 0 };
  if (parsed.kind === 'old-card') return { field: 'code', why: 'old' };
  const plain = text.replace(/\s/g, '').toUpperCase();
  if (plain === '') return { field: 'code', why: 'empty' };
  const likely = likelyCardCode(text);
  if (likely !== undefined) return { field: 'code', why: 'likely', code: likely.text };
  const [, letters = '', digits = ''] = /^([A-Z]*)(\d*)$/.exec(plain) ?? [];
  if (letters === '') return { field: 'code', why: 'noCard' };
  if (!/^(?:AM?|YM?|X|Z)$/.test(letters)) return { field: 'code', why: 'prefix', letters };
  return { field: 'code', why: 'digits', count: digits.length };
}

function readTime(
  text: string,
  { day, show, nowMs }: Sheet,
): { readonly atMs: number } | Extract<WrongRow, { field: 'time' }> {
  const wrong = (why: 'wrongTime' | 'future' | 'tooLate') => ({ field: 'time', why }) as const;
  const plain = text.trim();
  const [, hour = '', minute = '00'] = /^(\d{1,2})(?:[.:]?(\d\d))?$/.exec(plain) ?? [];
  if (plain !== '' && (hour === '' || Number(hour) > 23 || Number(minute) > 59)) return wrong('wrongTime');
  // A show that is open every day has no start of its own on the day: noon, as in an import.
  const startMs = show.admission === 'per-day' ? helsinkiTimeMs(`${day}T12:00`) : Date.parse(show.startsAt);
  const onDayMs = plain === '' ? startMs : helsinkiTimeMs(`${day}T${hour.padStart(2, '0')}:${minute}`);
  if (startMs === undefined || onDayMs === undefined) return wrong('wrongTime');
  // 00.30 of a show that begins at 22 is after midnight.
  const isNextDay = show.admission !== 'per-day' && onDayMs < startMs - halfDayMs;
  const typedMs = isNextDay ? onDayMs + 2 * halfDayMs : onDayMs;
  const problem = wrongWithTakenAt(typedMs, nowMs);
  if (problem === 'too-long-ago') return wrong('tooLate');
  if (problem === 'in-the-future' && plain !== '') return wrong('future');
  return { atMs: Math.min(typedMs, nowMs) };
}

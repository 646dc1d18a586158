/** A show as a person types it, before the registry has it. */
import { admissionOf, helsinkiTime, helsinkiTimeMs, type ShowFacts, type ShowKind } from '@kaiku/client/admission';
import type { ShowChange, ShowRequest } from '@kaiku/client/contract';
import { isDay } from '../../place.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';

/** The kinds of show, in the order of the list. */
export const kinds = [
  'performance',
  'visiting-producer',
  'mass-event',
  'course',
  'swimming-hall',
] as const satisfies readonly ShowKind[];

/** The most that the contract allows. */
const maxTickets = 1_000_000;
const maxMinutes = 525_600;
const maxName = 200;

/** What the fields of the form hold. A number that was not typed is `null`, one that cannot be is `NaN`. */
export interface Draft
  extends Pick<ShowFacts, 'name' | 'kind' | 'cap' | 'reservationOpens' | 'redemptionOpensMin'>,
    Required<Pick<ShowFacts, 'admission' | 'reservationsLapseMin' | 'capIsHard'>> {
  /** `YYYY-MM-DD` in Finland; empty without one. */
  readonly day: string;
  /** `HH:MM` in Finland; empty without one. */
  readonly time: string;
  readonly seats: number | null;
}

/** A field of a draft that cannot be. */
export type WrongField = 'name' | 'day' | 'time' | 'seats' | 'cap' | 'redemptionOpensMin' | 'reservationsLapseMin';

/** Returns the draft of a new show on a day. */
export function newDraft(day: string): Draft {
  return {
    ...{ name: '', kind: 'performance', day, time: '', seats: null, cap: null, admission: 'once' },
    ...{ reservationOpens: 'at-once', redemptionOpensMin: null, reservationsLapseMin: 0, capIsHard: false },
  };
}

/** Returns the draft of a show that the registry has. */
export function toDraft(show: ShowOfDay): Draft {
  const {
    name,
    kind,
    seats,
    cap,
    reservationOpens,
    redemptionOpensMin,
    reservationsLapseMin = 0,
    capIsHard = false,
  } = show;
  const [day = '', time = ''] = helsinkiTime(Date.parse(show.startsAt)).split('T');
  const admission = admissionOf(show);
  return {
    ...{ name, kind, day, time, seats, cap, admission },
    ...{ reservationOpens, redemptionOpensMin, reservationsLapseMin, capIsHard },
  };
}

/** Returns the draft in a form's fields. */
export function readDraft(form: HTMLFormElement): Draft {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '').trim();
  const number = (name: string) => (text(name) === '' ? null : Number(text(name)));
  const kind = kinds.find((each) => each === text('kind')) ?? 'performance';
  return {
    ...{ name: text('name').replace(/\s+/g, ' '), kind, day: text('day'), time: text('time') },
    ...{ seats: number('seats'), cap: number('cap') },
    admission: data.has('perDay') ? 'per-day' : 'once',
    reservationOpens: text('reservationOpens') === 'month-before' ? 'month-before' : 'at-once',
    redemptionOpensMin: kind === 'course' ? null : number('redemptionOpensMin'),
    reservationsLapseMin: number('reservationsLapseMin'),
    capIsHard: data.has('capIsHard'),
  };
}

/** Returns the fields of a draft that cannot be, in the order of the form. */
export function wrongFields(draft: Draft): readonly WrongField[] {
  const isNumber = (value: number | null, max: number) =>
    value === null || (Number.isInteger(value) && value >= 0 && value <= max);
  const isRight: Readonly<Record<WrongField, boolean>> = {
    name: draft.name !== '' && draft.name.length <= maxName,
    day: isDay(draft.day),
    time: /^\d\d:\d\d$/.test(draft.time),
    seats: draft.seats !== null && isNumber(draft.seats, maxTickets),
    cap: isNumber(draft.cap, maxTickets),
    redemptionOpensMin: isNumber(draft.redemptionOpensMin, maxMinutes),
    reservationsLapseMin: isNumber(draft.reservationsLapseMin, maxMinutes),
  };
  return (Object.keys(isRight) as WrongField[]).filter((field) => !isRight[field]);
}

/** Returns when the show of a draft starts; `undefined` without a day and a time. */
export function startOf({ day, time }: Pick<Draft, 'day' | 'time'>): string | undefined {
  const atMs = helsinkiTimeMs(`${day}T${time}`);
  return atMs === undefined ? undefined : new Date(atMs).toISOString();
}

/** Returns an id for a new show: its name, so that people recognise it, and eight random digits. */
export function newShowId(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-');
  const digits = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return `${plain.slice(0, 40)}-${digits.toString(16).padStart(8, '0')}`.replace(/^-+/, '').replace(/-{2,}/g, '-');
}

/** Returns the request that creates the show of a draft in which no field is wrong. */
export function toRequest(draft: Draft, id: string): ShowRequest {
  const { day: _, time: __, seats, ...facts } = draft;
  return { id, ...facts, seats: seats ?? 0, startsAt: startOf(draft) ?? '' };
}

/** Returns what a draft in which no field is wrong changes in a show. */
export function toChange(draft: Draft, before: ShowOfDay): ShowChange {
  const { id: _, admission: __, kind: ___, ...after } = toRequest(draft, before.id);
  const former = { ...toRequest(toDraft(before), before.id) } as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(after).filter(([field, value]) => value !== former[field]));
}

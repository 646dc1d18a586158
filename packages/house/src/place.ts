/** The day and the show that a person has chosen once for all pages. They are in the address, so a reload keeps them. */
import { helsinkiDay } from '@kaiku/client/admission';

/** What the pages are about. */
export interface Place {
  /** A day in Finland, `YYYY-MM-DD`. */
  readonly day: string;
  /** The id of a show. */
  readonly show: string | undefined;
}

/** The page of an address, and what it is about. */
export interface Address extends Place {
  /** The name of the page; empty for the first. */
  readonly page: string;
}

/** Every page is below this path. */
export const base = '/desk';

/** Returns the page and the place that an address names. The day defaults to today. */
export function readAddress(url: URL, nowMs: number): Address {
  const day = url.searchParams.get('day') ?? '';
  return {
    page: url.pathname.slice(base.length).split('/')[1] ?? '',
    day: isDay(day) ? day : helsinkiDay(nowMs),
    show: url.searchParams.get('show') ?? undefined,
  };
}

/** Returns the address of a page. Today is left out, so that a bookmark shows the present day. */
export function toAddress({ page, day, show }: Address, nowMs: number): string {
  const query = new URLSearchParams([
    ...(day === helsinkiDay(nowMs) ? [] : [['day', day]]),
    ...(show === undefined ? [] : [['show', show]]),
  ]).toString();
  return `${base}/${page}${query === '' ? '' : `?${query}`}`;
}

/** True for a calendar day. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

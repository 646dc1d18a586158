import type { CardCode } from '@kaiku/client';

/** The languages of Kaikukanta (Kaikukanta 2.0 -opas 2025 §3), all of which the element has. */
export type Lang = 'fi' | 'sv' | 'en';

/** What has happened, and what to do next. Both are whole sentences that may be read aloud in front of a queue. */
export interface Message {
  readonly sentence: string;
  readonly nextStep: string;
}

/** Formats days and instants, always in Finland's time. */
export interface Dates {
  /** A calendar day, `YYYY-MM-DD`, as `21.1.2026`. */
  day(on: string): string;
  /** An instant, ISO 8601 with offset, with day and clock. */
  instant(at: string): string;
  /** An instant with the day of the week and without the year. */
  showTime(at: string): string;
  /** The clock time of an instant. */
  clock(at: string): string;
  /** The clock time, after its day if that is not the day of `nowMs`. Both in milliseconds since the Unix epoch. */
  since(atMs: number, nowMs: number): string;
}

/** Formats lengths of time and sizes of storage. */
export interface Amounts {
  /** `3 min`, from seconds to days; ignores the sign. */
  duration(ms: number): string;
  /** `1.2 MB`, from megabytes to gigabytes. */
  bytes(count: number): string;
}

/** What the text of a refusal depends on, in addition to the refusal. */
export interface RefusedAt {
  /** `day`: the show is open day after day, so its cap counts per day. */
  readonly of: 'show' | 'course' | 'day';
  /** The holder of the card; `undefined` if unknown. */
  readonly holder: CardCode['holder'] | undefined;
}

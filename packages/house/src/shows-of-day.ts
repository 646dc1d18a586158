/** The shows of the chosen day, and the field in which one is chosen. */
import { helsinkiDay } from '@kaiku/client/admission';
import { type Show, ShowsAnswer } from '@kaiku/client/contract';
import { html, type TemplateResult } from 'lit';
import type * as z from 'zod/mini';
import { datesIn } from './locales/dates.ts';
import { shell } from './locales/shell.ts';
import type { House } from './page.ts';

/** A show with its places. */
export type ShowOfDay = z.infer<typeof Show>;

/** The shows of a day. */
export interface ShowsOfDay {
  readonly shows: readonly ShowOfDay[];
  /** When the registry had these places. */
  readonly asOf: string;
}

/** Returns the shows that begin on the chosen day, and those that are open on it. @throws RequestError */
export async function loadShows({ session, place }: House, signal: AbortSignal): Promise<ShowsOfDay> {
  const answer = await session.requests.send({ path: 'v1/shows', query: { from: place.day }, signal }, ShowsAnswer);
  return { shows: answer.shows.filter((show) => isOn(show, place.day)), asOf: answer.serverTime };
}

/** Returns the field in which a person chooses a show of the day for all pages, or all shows. */
export function showField({ language, place, choose }: House, shows: readonly ShowOfDay[]): TemplateResult {
  const words = shell[language];
  const changed = ({ target }: Event) => choose({ show: (target as HTMLSelectElement).value || undefined });
  return html`<label>
    ${words.show}
    <select name="show" @change=${changed}>
      <option value="" ?selected=${place.show === undefined}>${words.allShows}</option>
      ${shows.map(
        (show) =>
          html`<option value=${show.id} ?selected=${place.show === show.id}>${nameWithClock(show, language)}</option>`,
      )}
    </select>
  </label>`;
}

/** Returns the name of a show after the time at which it begins; of one that is open every day, the name. */
export function nameWithClock(show: ShowOfDay, language: House['language']): string {
  return show.admission === 'per-day' ? show.name : `${datesIn(language).clock(show.startsAt)} ${show.name}`;
}

function isOn(show: ShowOfDay, day: string): boolean {
  const startsOn = helsinkiDay(Date.parse(show.startsAt));
  return show.admission === 'per-day' ? startsOn <= day : startsOn === day;
}

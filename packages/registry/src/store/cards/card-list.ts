import { type CardStatus, type Day, helsinkiDay } from '@kaiku/client/admission';
import type { Queries } from '../database/database.ts';

/**
 * What the registry makes of a card that its list of cards lacks. `listed`: it is unregistered, and refused. `not-checked`:
 * it is recorded, and Kaikukanta checks it at the import.
 */
export type CardCheck = 'listed' | 'not-checked';

/** A card of an imported list. */
export interface ListedCard {
  readonly code: string;
  readonly status: CardStatus;
  readonly validUntilOn: Day;
  readonly minors: number;
}

/** A list of cards to import. */
export interface CardList {
  /** The day it is of, in Europe/Helsinki. Default: today. */
  readonly listedOn?: Day | undefined;
  /** No code twice. */
  readonly cards: readonly ListedCard[];
}

/** The list of cards of a registry. */
export interface CardListState {
  readonly check: CardCheck;
  /** The day of the list that was imported last; `null` if none was. */
  readonly listedOn: Day | null;
  /** Number of cards. */
  readonly cards: number;
}

/** Returns what the registry does with cards, and how old its list is. */
export async function readCardList({ query }: Queries): Promise<CardListState> {
  const [state] = await query<CardListState>(
    `select case others when 'unregistered' then 'listed' else others end as "check", listed_on::text as "listedOn",
       (select count(*)::integer from card) as cards
     from card_list`,
  );
  if (state === undefined) throw new Error('The table `card_list` is empty: restore its row.');
  return state;
}

/** Sets what the registry makes of a card that its list lacks. Applies to every process at once. */
export async function checkCards({ query }: Queries, check: CardCheck): Promise<void> {
  await query('update card_list set others = $1', [check === 'listed' ? 'unregistered' : check]);
}

/** Replaces the list of cards, in one statement each. Returns how many cards the old list had that the new one lacks. */
export async function replaceCards({ query }: Queries, { listedOn, cards }: CardList, nowMs: number): Promise<number> {
  const removed = await query(
    'delete from card where not exists (select from unnest($1::text[]) as listed where listed = card.code) returning 1 as one',
    [cards.map(({ code }) => code)],
  );
  await query(
    `insert into card (code, status, valid_until_on, minors)
     select * from unnest($1::text[], $2::text[], $3::date[], $4::integer[])
     on conflict (code) do update set status = excluded.status, valid_until_on = excluded.valid_until_on,
       minors = excluded.minors, version = card.version + 1
     where (card.status, card.valid_until_on, card.minors)
       is distinct from (excluded.status, excluded.valid_until_on, excluded.minors)`,
    [
      cards.map(({ code }) => code),
      cards.map(({ status }) => status),
      cards.map(({ validUntilOn }) => validUntilOn),
      cards.map(({ minors }) => String(minors)),
    ],
  );
  await query('update card_list set listed_on = $1', [listedOn ?? helsinkiDay(nowMs)]);
  return removed.length;
}

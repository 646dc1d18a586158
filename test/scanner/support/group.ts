/** A screen whose reader reads the cards of a group. */
import type { Decision } from '@kaiku/client';
import { FakeDesk } from './fakes.ts';
import { type Fixture, putUp } from './fixture.ts';
import { groupConfirmed } from './samples.ts';

/** Puts up a screen and reads these cards, one after another. */
export async function group(cards: readonly Decision[], more: Partial<FakeDesk> = {}): Promise<Fixture> {
  const desk = Object.assign(new FakeDesk(), { verdict: groupConfirmed, ...more });
  desk.decisions = [...cards];
  const fixture = await putUp({ desk });
  for (const card of cards) await read(fixture, card);
  return fixture;
}

export async function read(fixture: Fixture, { code }: Decision): Promise<void> {
  fixture.wedges[0]?.read(code?.text ?? '?');
  await fixture.settle();
}

export async function click(fixture: Fixture, part: string, at = 0): Promise<void> {
  const all = fixture.element.shadowRoot?.querySelectorAll<HTMLElement>(`[part=${part}]`);
  const found = all?.[at];
  if (found === undefined) throw new Error(`There is no ${part} at ${at}.`);
  found.click();
  await fixture.settle();
}

/** Returns the state of the screen. */
export const at = (fixture: Fixture) => /at-(\w+)/.exec(fixture.find('.screen').className)?.[1];

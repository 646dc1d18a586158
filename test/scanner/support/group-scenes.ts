import type { Decision, Verdict } from '@kaiku/client';
import { FakeDesk, reachable } from './fakes.ts';
import { type Fixture, putUp } from './fixture.ts';
import { press } from './keys.ts';
import { another, forCommunity, groupConfirmed, hasTicket, refused, reserved, unseen } from './samples.ts';

/** Puts up a state of the screen, in a language. */
export type Scene = (lang: string) => Promise<Fixture>;

/** Reads a worker's card, presses `keys`, then reads the cards of the group, one after another. */
async function gathered(
  lang: string,
  cards: readonly Decision[],
  { prepare, keys = '' }: { prepare?: (desk: FakeDesk) => void; keys?: string } = {},
): Promise<Fixture> {
  const desk = new FakeDesk();
  desk.decisions = [forCommunity, ...cards];
  prepare?.(desk);
  const fixture = await putUp({ lang, desk });
  fixture.wedges[0]?.read('Y110029399');
  await fixture.settle();
  for (const key of keys) press(key);
  await fixture.settle();
  for (const { code } of cards) {
    fixture.wedges[0]?.read(code?.text ?? '?');
    await fixture.settle();
  }
  return fixture;
}

const two = [another(1), another(2, 3)];

async function clicked(fixture: Promise<Fixture>, ...parts: readonly string[]): Promise<Fixture> {
  const { find, settle } = await fixture;
  for (const part of parts) {
    find(`[part=${part}]`).click();
    await settle();
  }
  return fixture;
}

/** The states of a group visit. */
export const groupScenes: Readonly<Record<string, Scene>> = {
  'gathering-alone': (lang) => gathered(lang, []),
  gathering: (lang) => gathered(lang, two, { keys: '1' }),
  'gathering-twice': (lang) => gathered(lang, [another(1), another(1)], { keys: '1' }),
  'gathering-refused': (lang) => gathered(lang, [another(1), refused('card-expired')]),
  'gathering-reserved': (lang) =>
    gathered(lang, [another(1), { ...reserved, repairs: ['upper-cased'] } as Decision], {
      prepare: (desk) => Object.assign(desk, { state: { ...reachable, show: { ...reachable.show, cap: 20 } } }),
    }),
  'gathering-large': (lang) =>
    gathered(lang, two, {
      keys: '4',
      prepare: (desk) => Object.assign(desk, { state: { ...reachable, show: { ...reachable.show, cap: null } } }),
    }),
  'gathering-part-fits': (lang) => gathered(lang, two, { keys: '2' }),
  'gathering-choosing': (lang) => clicked(gathered(lang, two, { keys: '2' }), 'take'),
  'gathering-undecided': (lang) => gathered(lang, [another(1), unseen('provisional')], { keys: '1' }),
  'gathering-has-ticket': (lang) => gathered(lang, [hasTicket(1), another(1)]),
  'gathering-inside': (lang) => clicked(gathered(lang, []), 'inside'),
  'gathering-already-inside': (lang) => gathered(lang, [refused('already-recorded')]),
  joining: async (lang) => {
    const fixture = await gathered(lang, two, { keys: '1' });
    fixture.wedges[0]?.read('A888005458');
    await fixture.settle();
    return fixture;
  },
  admitting: (lang) => clicked(gathered(lang, two, { keys: '1' }), 'confirm'),
  'visit-confirmed': (lang) =>
    clicked(
      gathered(lang, two, { keys: '1', prepare: (desk) => Object.assign(desk, { verdict: groupConfirmed }) }),
      'confirm',
    ),
  'visit-confirmed-with-ticket': (lang) =>
    clicked(
      gathered(lang, [hasTicket(1)], {
        prepare: (desk) =>
          Object.assign(desk, {
            verdict: { ...groupConfirmed, usages: groupConfirmed.usages.slice(0, 1), people: 1, withTicket: 1 },
          }),
      }),
      'confirm',
    ),
  'visit-has-ticket': (lang) =>
    clicked(
      gathered(lang, [hasTicket(1)], {
        prepare: (desk) =>
          Object.assign(desk, {
            verdict: { outcome: 'has-ticket', cards: 2, people: 3, ticket: hasTicket(1).ticket } satisfies Verdict,
          }),
      }),
      'confirm',
    ),
  'visit-voided': (lang) =>
    clicked(
      gathered(lang, two, {
        keys: '1',
        prepare: (desk) => Object.assign(desk, { verdict: groupConfirmed, voidResult: { outcome: 'voided' } }),
      }),
      'confirm',
      'undo',
    ),
};

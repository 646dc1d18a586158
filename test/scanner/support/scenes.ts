import type { RefusalReason } from '@kaiku/client';
import { refusalOrder } from '@kaiku/client/admission';
import { FakeDesk, reachable } from './fakes.ts';
import { admissible, confirmed, forCommunity, provisional, refused, undecided } from './samples.ts';
import { putUp, type Stand } from './stand.ts';

/** A state of the screen, by name, and how to get there. */
export type Scene = (lang: string) => Promise<Stand>;

async function shown(lang: string, prepare: (desk: FakeDesk) => void, text = 'A045198723'): Promise<Stand> {
  const desk = new FakeDesk();
  prepare(desk);
  const stand = await putUp({ lang, desk });
  stand.wedges[0]?.read(text);
  await stand.settle();
  return stand;
}

async function recorded(lang: string, prepare: (desk: FakeDesk) => void, presses = 1): Promise<Stand> {
  const stand = await shown(lang, prepare);
  stand.find('[part=confirm]').click();
  await stand.settle();
  for (let press = 1; press < presses; press++) {
    stand.find('[part=undo]').click();
    await stand.settle();
  }
  return stand;
}

const refusals = Object.fromEntries(
  refusalOrder.map((reason: RefusalReason): [string, Scene] => [
    `refused-${reason}`,
    (lang) => shown(lang, (desk) => (desk.decision = refused(reason))),
  ]),
);

/** Every state of the screen, and the variants that look different. */
export const scenes: Readonly<Record<string, Scene>> = {
  idle: async (lang) => {
    const stand = await putUp({ lang });
    stand.element.desk = undefined;
    await stand.settle();
    return stand;
  },
  starting: (lang) => putUp({ lang, camera: (camera) => (camera.hangs = true) }),
  scanning: (lang) => putUp({ lang }),
  'scanning-foreign': async (lang) => {
    const stand = await putUp({ lang });
    stand.cameras[0]?.tell({ type: 'foreign', origin: 'camera', symbology: 'qr' });
    await stand.settle();
    return stand;
  },
  'scanning-no-camera': (lang) => putUp({ lang, camera: (camera) => (camera.fails = 'camera/denied') }),
  'scanning-offline': async (lang) => {
    const stand = await putUp({ lang });
    const takenAt = '2026-02-03T15:20:00Z';
    const item = { usageId: 'usage-0', showId: 'show-1', maskedCard: 'A0…458', minors: 1, takenAt };
    stand.desk.tell({
      reachable: false,
      trouble: 'registry/unauthorised',
      waiting: 3,
      attention: [
        { ...item, why: 'interrupted' },
        { ...item, usageId: 'usage-9', why: 'registry/forbidden' },
      ],
    });
    await stand.settle();
    return stand;
  },
  checking: (lang) => shown(lang, () => {}),
  asking: (lang) =>
    shown(lang, (desk) => (desk.decision = admissible(3, { repairs: ['upper-cased', 'spaces-removed'] }))),
  'asking-nobody-else': (lang) => shown(lang, (desk) => (desk.decision = admissible(0))),
  'asking-community': (lang) => shown(lang, (desk) => (desk.decision = forCommunity)),
  'asking-undecided': (lang) => shown(lang, (desk) => (desk.decision = undecided(true))),
  recording: (lang) => recorded(lang, (desk) => (desk.decision = admissible(2))),
  confirmed: (lang) => recorded(lang, (desk) => Object.assign(desk, { decision: admissible(2), verdict: confirmed })),
  'confirmed-flagged': (lang) =>
    recorded(lang, (desk) =>
      Object.assign(desk, { decision: admissible(2), verdict: { ...confirmed, flags: ['cap-reached'] } }),
    ),
  provisional: (lang) =>
    recorded(lang, (desk) =>
      Object.assign(desk, {
        decision: undecided(true),
        verdict: provisional,
        state: { ...reachable, reachable: false, trouble: 'registry/unreachable', waiting: 1 },
      }),
    ),
  undecided: (lang) => shown(lang, (desk) => (desk.decision = undecided(false))),
  ...refusals,
  undoing: (lang) => recorded(lang, (desk) => Object.assign(desk, { decision: admissible(2), verdict: confirmed }), 2),
  annulled: (lang) =>
    recorded(
      lang,
      (desk) =>
        Object.assign(desk, { decision: admissible(2), verdict: confirmed, annulment: { outcome: 'annulled' } }),
      2,
    ),
};

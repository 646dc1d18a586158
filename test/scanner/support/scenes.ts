import {
  type Decision,
  type DeskState,
  type DeviceWarning,
  KaikuError,
  type RefusalReason,
  type Verdict,
} from '@kaiku/client';
import { refusalOrder } from '@kaiku/client/admission';
import { FakeDesk, healthy, notice, outage, reachable, show } from './fakes.ts';
import { press } from './keys.ts';
import {
  admissible,
  another,
  confirmed,
  forCommunity,
  groupConfirmed,
  hasTicket,
  leased,
  provisional,
  refused,
  reserved,
  unseen,
} from './samples.ts';
import { giveFile, opened, putUp, type Stand } from './stand.ts';

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

/** An idle screen whose desk knows this. */
async function telling(lang: string, state: Partial<DeskState>, desk = new FakeDesk()): Promise<Stand> {
  const stand = await putUp({ lang, desk });
  stand.desk.tell(state);
  await stand.settle();
  return stand;
}

/** A worker's card, then those of the group, one after another, and what the clerk does with them. */
async function gathered(
  lang: string,
  cards: readonly Decision[],
  { prepare, keys = '' }: { prepare?: (desk: FakeDesk) => void; keys?: string } = {},
): Promise<Stand> {
  const desk = new FakeDesk();
  desk.decisions = [forCommunity, ...cards];
  prepare?.(desk);
  const stand = await putUp({ lang, desk });
  stand.wedges[0]?.read('Y110029399');
  await stand.settle();
  for (const key of keys) press(key);
  await stand.settle();
  for (const { code } of cards) {
    stand.wedges[0]?.read(code?.text ?? '?');
    await stand.settle();
  }
  return stand;
}

const two = [another(1), another(2, 3)];

async function clicked(stand: Promise<Stand>, ...parts: readonly string[]): Promise<Stand> {
  const { find, settle } = await stand;
  for (const part of parts) {
    find(`[part=${part}]`).click();
    await settle();
  }
  return stand;
}

const groups: Readonly<Record<string, Scene>> = {
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
    const stand = await gathered(lang, two, { keys: '1' });
    stand.wedges[0]?.read('A888005458');
    await stand.settle();
    return stand;
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
  stopped: async (lang) => {
    const stand = await putUp({ lang });
    stand.element.stop();
    await stand.settle();
    return stand;
  },
  starting: (lang) => putUp({ lang, camera: (camera) => (camera.hangs = true) }),
  scanning: (lang) => putUp({ lang }),
  'scanning-foreign': async (lang) => {
    const stand = await putUp({ lang });
    stand.cameras[0]?.tell({ type: 'unrecognised', origin: 'camera', symbology: 'qr' });
    await stand.settle();
    return stand;
  },
  'scanning-no-camera': (lang) => putUp({ lang, camera: (camera) => (camera.fails = 'camera/denied-by-user') }),
  'scanning-camera-busy': (lang) =>
    putUp({
      lang,
      camera: (camera) => {
        camera.fails = 'camera/busy';
        camera.show({ at: 'closed', others: 2 });
      },
    }),
  'scanning-camera-able': (lang) =>
    putUp({
      lang,
      camera: (camera) =>
        camera.show({
          others: 2,
          torch: true,
          zoom: { value: 1.8, min: 1, max: 5, step: 0.1 },
          focusable: true,
        }),
    }),
  'scanning-camera-asleep': (lang) => putUp({ lang, camera: (camera) => camera.show({ at: 'asleep' }) }),
  'scanning-camera-muted': (lang) => putUp({ lang, camera: (camera) => camera.show({ at: 'muted' }) }),
  'scanning-camera-returning': (lang) => putUp({ lang, camera: (camera) => camera.show({ at: 'stalled' }) }),
  'scanning-offline': (lang) => telling(lang, { ...outage, pending: 3, leased: 2 }),
  'scanning-offline-no-cap': (lang) => telling(lang, { ...outage, show: { ...show, cap: null } }),
  'scanning-sending': (lang) => telling(lang, { pending: 2 }),
  'scanning-unauthorised': (lang) =>
    telling(lang, { ...outage, failure: 'registry/unauthorised', pending: 2, leased: 0 }),
  review: async (lang) => {
    const stand = await telling(lang, {
      review: [
        notice(),
        notice({ visitId: 'u1', cards: 3, why: 'registry/forbidden' }),
        notice({ visitId: 'u2', why: 'flagged', flags: ['cap-reached', 'already-recorded'] }),
        notice({ visitId: 'u3', why: 'voided-elsewhere' }),
        notice({ visitId: 'u4', why: 'registry/not-found', maskedCard: '…', cards: 0, minors: 0 }),
      ],
    });
    return opened(stand, 'review');
  },
  device: async (lang) => opened(await telling(lang, {}), 'device'),
  shift: async (lang) => {
    const atMs = Date.parse('2026-02-03T18:40:00+02:00');
    const one = { visitId: 'u1', maskedCard: 'A0…723', cards: 1, people: 3, atMs } as const;
    const desk = new FakeDesk();
    desk.past = {
      ...{ sinceMs: atMs - 7_200_000, recorded: 14, people: 31, provisional: 2, undone: 1, refused: 3, undecided: 1 },
      hasTicket: 4,
      items: [
        { ...one, standing: 'provisional', atMs: Date.now() },
        { ...one, visitId: 'u2', cards: 3, standing: 'confirmed' },
        { ...one, visitId: undefined, people: 0, standing: 'refused' },
        { ...one, visitId: 'u3', standing: 'undone' },
        { ...one, visitId: 'u4', standing: 'review' },
        { ...one, visitId: undefined, people: 0, standing: 'undecided' },
        { ...one, visitId: undefined, people: 2, standing: 'has-ticket' },
      ],
    };
    return opened(await telling(lang, { pending: 2 }, desk), 'shift');
  },
  training: async (lang) => {
    const stand = await putUp({ lang });
    stand.element.training = true;
    await stand.settle();
    return stand;
  },
  sound: async (lang) => opened(await putUp({ lang }), 'sound'),
  'typed-proposal': async (lang) => {
    const stand = await putUp({ lang });
    const input = stand.find<HTMLInputElement>('#code');
    input.value = 'AO45I98723';
    input.dispatchEvent(new InputEvent('input'));
    await stand.settle();
    return stand;
  },
  'asking-typed': async (lang) => {
    const stand = await putUp({ lang, desk: Object.assign(new FakeDesk(), { decision: admissible(2) }) });
    stand.find<HTMLInputElement>('#code').value = 'A045198723';
    stand.find('[part=check]').click();
    await stand.settle();
    return stand;
  },
  'undecided-smaller-fits': (lang) =>
    recorded(lang, (desk) =>
      Object.assign(desk, {
        decision: unseen('provisional'),
        verdict: { outcome: 'undecided', cause: 'registry/unreachable', room: 2 },
        state: { ...reachable, ...outage },
      }),
    ),
  'device-in-trouble': async (lang) => {
    const desk = new FakeDesk();
    desk.told = {
      ...healthy,
      persistent: false,
      privateSuspected: true,
      clock: { offsetMs: -11_000_000, errorMs: 800 },
      pending: 3,
      oldestTakenAt: '2026-02-03T15:20:00Z',
      sending: false,
    };
    desk.taken = 7;
    const warnings: readonly DeviceWarning[] = [
      { kind: 'lost', entries: 3 },
      { kind: 'cloned' },
      { kind: 'missing', entries: 1 },
      { kind: 'makeshift-storage', entries: 2 },
      { kind: 'clock-wrong', byMs: -11_000_000 },
    ];
    const stand = await opened(await telling(lang, { ...outage, pending: 3, warnings }, desk), 'device');
    giveFile(stand, '{}');
    await stand.settle();
    return stand;
  },
  'device-makeshift': (lang) => telling(lang, { warnings: [{ kind: 'makeshift-storage', entries: 2 }] }),
  checking: (lang) => shown(lang, () => {}),
  asking: (lang) =>
    shown(lang, (desk) => (desk.decision = admissible(3, { repairs: ['upper-cased', 'spaces-removed'] }))),
  'asking-nobody-else': (lang) => shown(lang, (desk) => (desk.decision = admissible(0))),
  'asking-reserved': (lang) => shown(lang, (desk) => (desk.decision = reserved)),
  'asking-undecided': (lang) => shown(lang, (desk) => (desk.decision = unseen('provisional'))),
  recording: (lang) => recorded(lang, (desk) => (desk.decision = admissible(2))),
  'recording-next-waits': async (lang) => {
    const stand = await recorded(lang, (desk) => (desk.decision = admissible(2)));
    stand.wedges[0]?.read('A999005458');
    await stand.settle();
    return stand;
  },
  'not-kept': (lang) =>
    recorded(lang, (desk) =>
      Object.assign(desk, {
        decision: admissible(2),
        verdict: new KaikuError('outbox/storage', 'full', { retryable: false }),
      }),
    ),
  confirmed: (lang) => recorded(lang, (desk) => Object.assign(desk, { decision: admissible(2), verdict: confirmed })),
  'confirmed-flagged': (lang) =>
    recorded(lang, (desk) =>
      Object.assign(desk, { decision: admissible(2), verdict: { ...confirmed, flags: ['cap-reached'] } }),
    ),
  provisional: (lang) =>
    recorded(lang, (desk) =>
      Object.assign(desk, {
        decision: unseen('provisional'),
        verdict: provisional,
        state: { ...reachable, ...outage, pending: 1, leased: 0 },
      }),
    ),
  'provisional-leased': (lang) =>
    recorded(lang, (desk) =>
      Object.assign(desk, {
        decision: unseen('provisional'),
        verdict: leased,
        state: { ...reachable, ...outage, pending: 1, leased: 3 },
      }),
    ),
  'has-ticket': (lang) => shown(lang, (desk) => (desk.decision = hasTicket(1))),
  undecided: (lang) => shown(lang, (desk) => (desk.decision = unseen('undecided'))),
  ...groups,
  ...refusals,
  undoing: (lang) => recorded(lang, (desk) => Object.assign(desk, { decision: admissible(2), verdict: confirmed }), 2),
  voided: (lang) =>
    recorded(
      lang,
      (desk) => Object.assign(desk, { decision: admissible(2), verdict: confirmed, voidResult: { outcome: 'voided' } }),
      2,
    ),
};

import { type DeskState, type DeviceWarning, KaikuError, type RefusalReason } from '@kaiku/client';
import { refusalOrder } from '@kaiku/client/admission';
import { enrolmentScenes } from './enrolment-scenes.ts';
import { FakeDesk, healthy, notice, outage, reachable, show } from './fakes.ts';
import { type Fixture, giveFile, opened, putUp } from './fixture.ts';
import { groupScenes, type Scene } from './group-scenes.ts';
import { admissible, confirmed, hasTicket, leased, provisional, refused, reserved, unseen } from './samples.ts';

export type { Scene } from './group-scenes.ts';

async function shown(lang: string, prepare: (desk: FakeDesk) => void, text = 'A045198723'): Promise<Fixture> {
  const desk = new FakeDesk();
  prepare(desk);
  const fixture = await putUp({ lang, desk });
  fixture.wedges[0]?.read(text);
  await fixture.settle();
  return fixture;
}

async function recorded(lang: string, prepare: (desk: FakeDesk) => void, presses = 1): Promise<Fixture> {
  const fixture = await shown(lang, prepare);
  fixture.find('[part=confirm]').click();
  await fixture.settle();
  for (let press = 1; press < presses; press++) {
    fixture.find('[part=undo]').click();
    await fixture.settle();
  }
  return fixture;
}

/** Puts up an idle screen with a state of its desk. */
async function withState(lang: string, state: Partial<DeskState>, desk = new FakeDesk()): Promise<Fixture> {
  const fixture = await putUp({ lang, desk });
  fixture.desk.change(state);
  await fixture.settle();
  return fixture;
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
    const fixture = await putUp({ lang });
    fixture.element.desk = undefined;
    await fixture.settle();
    return fixture;
  },
  stopped: async (lang) => {
    const fixture = await putUp({ lang });
    fixture.element.stop();
    await fixture.settle();
    return fixture;
  },
  starting: (lang) => putUp({ lang, camera: (camera) => (camera.hangs = true) }),
  scanning: (lang) => putUp({ lang }),
  'scanning-foreign': async (lang) => {
    const fixture = await putUp({ lang });
    fixture.cameras[0]?.emit({ type: 'unrecognised', origin: 'camera', symbology: 'qr' });
    await fixture.settle();
    return fixture;
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
  'scanning-offline': (lang) => withState(lang, { ...outage, pending: 3, leased: 2 }),
  'scanning-offline-no-cap': (lang) => withState(lang, { ...outage, show: { ...show, cap: null } }),
  'scanning-sending': (lang) => withState(lang, { pending: 2 }),
  'scanning-unauthorised': (lang) =>
    withState(lang, { ...outage, failure: 'registry/unauthorised', pending: 2, leased: 0 }),
  review: async (lang) => {
    const fixture = await withState(lang, {
      review: [
        notice(),
        notice({ visitId: 'u1', cards: 3, why: 'registry/forbidden' }),
        notice({ visitId: 'u2', why: 'flagged', flags: ['cap-reached', 'already-recorded'] }),
        notice({ visitId: 'u3', why: 'voided-elsewhere' }),
        notice({ visitId: 'u4', why: 'registry/not-found', maskedCard: '…', cards: 0, minors: 0 }),
      ],
    });
    return opened(fixture, 'review');
  },
  device: async (lang) => opened(await withState(lang, {}), 'device'),
  shift: async (lang) => {
    const atMs = Date.parse('2026-02-03T18:40:00+02:00');
    const item = { visitId: 'u1', maskedCard: 'A0…723', cards: 1, people: 3, atMs } as const;
    const desk = new FakeDesk();
    desk.past = {
      ...{ sinceMs: atMs - 7_200_000, recorded: 14, people: 31, provisional: 2, undone: 1, refused: 3, undecided: 1 },
      hasTicket: 4,
      items: [
        { ...item, standing: 'provisional', atMs: Date.now() },
        { ...item, visitId: 'u2', cards: 3, standing: 'confirmed' },
        { ...item, visitId: undefined, people: 0, standing: 'refused' },
        { ...item, visitId: 'u3', standing: 'undone' },
        { ...item, visitId: 'u4', standing: 'review' },
        { ...item, visitId: undefined, people: 0, standing: 'undecided' },
        { ...item, visitId: undefined, people: 2, standing: 'has-ticket' },
      ],
    };
    return opened(await withState(lang, { pending: 2 }, desk), 'shift');
  },
  training: async (lang) => {
    const fixture = await putUp({ lang });
    fixture.element.training = true;
    await fixture.settle();
    return fixture;
  },
  sound: async (lang) => opened(await putUp({ lang }), 'sound'),
  'typed-proposal': async (lang) => {
    const fixture = await putUp({ lang });
    const input = fixture.find<HTMLInputElement>('#code');
    input.value = 'AO45I98723';
    input.dispatchEvent(new InputEvent('input'));
    await fixture.settle();
    return fixture;
  },
  'asking-typed': async (lang) => {
    const fixture = await putUp({ lang, desk: Object.assign(new FakeDesk(), { decision: admissible(2) }) });
    fixture.find<HTMLInputElement>('#code').value = 'A045198723';
    fixture.find('[part=check]').click();
    await fixture.settle();
    return fixture;
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
    desk.healthAnswer = {
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
    const fixture = await opened(await withState(lang, { ...outage, pending: 3, warnings }, desk), 'device');
    giveFile(fixture, '{}');
    await fixture.settle();
    return fixture;
  },
  'device-makeshift': (lang) => withState(lang, { warnings: [{ kind: 'makeshift-storage', entries: 2 }] }),
  checking: (lang) => shown(lang, () => {}),
  asking: (lang) =>
    shown(lang, (desk) => (desk.decision = admissible(3, { repairs: ['upper-cased', 'spaces-removed'] }))),
  'asking-nobody-else': (lang) => shown(lang, (desk) => (desk.decision = admissible(0))),
  'asking-few-places': (lang) =>
    shown(
      lang,
      (desk) =>
        (desk.decision = admissible(2, { minors: { min: 0, max: 0, who: 'children', under: 18 }, remaining: 1 })),
    ),
  'asking-reserved': (lang) => shown(lang, (desk) => (desk.decision = reserved)),
  'asking-undecided': (lang) => shown(lang, (desk) => (desk.decision = unseen('provisional'))),
  recording: (lang) => recorded(lang, (desk) => (desk.decision = admissible(2))),
  'recording-next-waits': async (lang) => {
    const fixture = await recorded(lang, (desk) => (desk.decision = admissible(2)));
    fixture.wedges[0]?.read('A999005458');
    await fixture.settle();
    return fixture;
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
  ...groupScenes,
  ...enrolmentScenes,
  ...refusals,
  undoing: (lang) => recorded(lang, (desk) => Object.assign(desk, { decision: admissible(2), verdict: confirmed }), 2),
  voided: (lang) =>
    recorded(
      lang,
      (desk) => Object.assign(desk, { decision: admissible(2), verdict: confirmed, voidResult: { outcome: 'voided' } }),
      2,
    ),
};

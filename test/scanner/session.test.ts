import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../../packages/scanner/src/session/session.ts';
import type { SessionSettings } from '../../packages/scanner/src/session/settings.ts';
import { createTrainingDesk } from '../../packages/scanner/src/training/training-desk.ts';
import { FakeSource, FakeTimer } from './support/fake-sources.ts';
import { FakeDesk } from './support/fakes.ts';
import { admissible, another, confirmed, customer, forCommunity, refused } from './support/samples.ts';

let desk: FakeDesk;
let camera: FakeSource;
let wedge: FakeSource;
let timer: FakeTimer;
let awake: boolean;
let settings: { -readonly [K in keyof SessionSettings]: SessionSettings[K] };
let emitted: (readonly [name: string, detail: object])[];
let session: Session;

beforeEach(() => {
  desk = new FakeDesk();
  camera = new FakeSource('camera');
  wedge = new FakeSource('wedge');
  timer = new FakeTimer();
  awake = true;
  emitted = [];
  settings = {
    ...{ registry: '', show: '', token: undefined, desk, training: false, recordsAs: 'sold', offlinePolicy: 'accept' },
    ...{ maxUnconfirmed: 5, leaseTickets: 'auto', sources: 'camera wedge typed', active: true, auto: false },
    ...{ verdictForMs: 8000, undoForMs: 600_000, timer: timer.after },
  };
  session = new Session({
    settings,
    reach: {
      get awake() {
        return awake;
      },
      look: () => awake,
    },
    factories: () => ({ camera: () => camera, wedge: () => (wedge = new FakeSource('wedge')) }),
    createTrainingDesk,
    emit: (name, detail) => emitted.push([name, detail]),
    chooseShow: () => {},
    onSignal: () => {},
  });
});

/** Waits for promises. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Connects the session, with the camera and the reader. */
async function start(): Promise<void> {
  session.connect();
  session.gainSources(Promise.resolve());
  session.update();
  await settle();
}

async function read(text: string): Promise<void> {
  wedge.read(text);
  await settle();
}

const names = () => emitted.map(([name]) => name);

describe('a session', () => {
  it('opens the sources once there is a desk, and is ready when they run', async () => {
    session.connect();
    session.gainSources(Promise.resolve());
    expect([session.flow.at, camera.starts]).toEqual(['idle', 0]);
    session.update();
    expect(session.flow.at).toBe('starting');
    await settle();
    expect([session.flow.at, camera.starts, wedge.starts]).toEqual(['scanning', 1, 1]);
  });

  it('is ready without the sources if another element has them', async () => {
    session.connect();
    session.update();
    expect([session.flow.at, session.state.elsewhere, camera.starts]).toEqual(['scanning', true, 0]);
    session.gainSources(Promise.resolve());
    await settle();
    expect([session.state.elsewhere, camera.starts]).toEqual([false, 1]);
    await session.loseSources();
    expect([session.state.elsewhere, camera.closed]).toEqual([true, true]);
  });

  it('takes a card of the reader while the camera fails', async () => {
    camera.fails = 'camera/denied-by-user';
    desk.decision = admissible(2);
    await start();
    await read(customer.text);
    expect(session.state.ways.camera).toEqual({ status: 'failed', code: 'camera/denied-by-user' });
    expect(session.flow).toMatchObject({ at: 'asking', minors: 0 });
    expect(names()).toEqual(['kaiku-error', 'kaiku-reading', 'kaiku-decision']);
  });

  it('records a visit when the clerk confirms, and emits each step without a card code', async () => {
    desk.decision = admissible(2);
    desk.verdict = confirmed;
    await start();
    await read(customer.text);
    session.act.step(1);
    session.act.step(1);
    session.act.confirm();
    await settle();
    expect(desk.admitted).toEqual([[[customer.text, 2]]]);
    expect(session.flow).toMatchObject({ at: 'showing', shown: confirmed });
    expect(names()).toEqual(['kaiku-reading', 'kaiku-decision', 'kaiku-verdict']);
    expect(JSON.stringify(emitted)).not.toContain(customer.text);
  });

  it('shows an answer for a while, and starts that time over if it was asleep', async () => {
    desk.decision = admissible(0);
    desk.verdict = confirmed;
    await start();
    await read(customer.text);
    session.act.confirm();
    await settle();
    expect(timer.delaysMs).toEqual([8000]);
    awake = false;
    session.sleep(true);
    expect(timer.delaysMs).toEqual([]);
    awake = true;
    session.sleep(false);
    expect(timer.delaysMs).toEqual([8000]);
    timer.elapse();
    expect(session.flow.at).toBe('scanning');
  });

  it('ignores cards and acts while it is asleep', async () => {
    desk.decision = admissible(0);
    await start();
    awake = false;
    await read(customer.text);
    expect([session.flow.at, desk.checked]).toEqual(['scanning', []]);
    awake = true;
    await read(customer.text);
    awake = false;
    session.act.confirm();
    expect([session.flow.at, desk.admitted]).toEqual(['asking', []]);
  });

  it('does not take a client for being inside while it is asleep', async () => {
    desk.decision = forCommunity;
    await start();
    await read('Y110029399');
    awake = false;
    session.act.inside(true);
    expect(session.flow).toMatchObject({ at: 'gathering', inside: false });
    awake = true;
    session.act.inside(true);
    expect(session.flow).toMatchObject({ at: 'gathering', inside: true });
  });

  it('does not confirm a group that its plan refuses', async () => {
    desk.decision = forCommunity;
    await start();
    await read('Y110029399');
    expect(session.state.plan).toMatchObject({ outcome: 'refused' });
    expect(session.dispatch({ type: 'confirm' })).toBe(false);
    expect([session.flow.at, desk.admitted]).toEqual(['gathering', []]);
    desk.decision = another(1);
    await read('A999005451');
    session.act.confirm();
    expect(session.flow.at).toBe('admitting');
  });

  it('notifies its subscribers of each change until they unsubscribe', async () => {
    const listener = vi.fn();
    const unsubscribe = session.subscribe(listener);
    await start();
    expect(listener).toHaveBeenCalled();
    unsubscribe();
    listener.mockClear();
    desk.change({ pending: 1 });
    expect([listener.mock.calls.length, session.state.desk?.pending]).toEqual([0, 1]);
    expect(emitted.at(-1)).toMatchObject(['kaiku-state', { pending: 1 }]);
  });

  it('stops at the desk of an element that leaves the page, and closes the sources', async () => {
    await start();
    session.disconnect();
    await settle();
    expect([session.flow.at, camera.closed, wedge.closed, desk.listeners, desk.closed]).toEqual([
      ...['idle', true, true, 0],
      false,
    ]);
  });
});

describe('`check` of a session', () => {
  it('returns the decision about the text', async () => {
    desk.decision = refused('card-expired');
    await start();
    expect(await session.check(customer.text)).toMatchObject({ outcome: 'refused', reason: 'card-expired' });
  });

  it('says how the code was entered: by camera, reader, hand, or afterwards from the paper form', async () => {
    desk.decision = refused('card-expired');
    await start();
    const takenAt = '2026-11-19T17:00:00.000Z';
    for (const [text, origin] of [
      ['A999005451', 'camera'],
      ['A999005452', 'wedge'],
      ['A999005453', 'typed'],
    ] as const) {
      session.read({ text, origin });
      await settle();
    }
    session.read({ text: customer.text, origin: 'typed', takenAt });
    await settle();
    expect(desk.inputs).toEqual(['camera', 'reader', 'typed', 'paper']);
  });

  it('returns nothing for a text that waits, if another card takes its place', async () => {
    desk.decision = admissible(0);
    await start();
    await read(customer.text);
    session.act.confirm();
    const replaced = session.check('A999005451');
    await read('A999005452');
    session.dispatch({ type: 'recorded', turn: session.flow.turn, verdict: confirmed });
    session.act.leave();
    expect(await replaced).toBeUndefined();
    expect(desk.checked).toEqual([customer.text, 'A999005452']);
  });

  it('returns nothing without a desk', async () => {
    expect(await session.check(customer.text)).toBeUndefined();
  });
});

describe('a training session', () => {
  it('works at a desk of its own, and emits nothing', async () => {
    settings.training = true;
    await start();
    session.act.showDemo('alone');
    await vi.waitFor(() => expect(session.flow.at).toBe('asking'));
    session.act.confirm();
    await vi.waitFor(() => expect(session.flow).toMatchObject({ at: 'showing', shown: { outcome: 'confirmed' } }));
    expect([names(), desk.checked, desk.admitted]).toEqual([[], [], []]);
  });

  it('returns to the page’s desk when the training ends', async () => {
    settings.training = true;
    await start();
    settings.training = false;
    session.update();
    await settle();
    desk.decision = admissible(0);
    await read(customer.text);
    expect(desk.checked).toEqual([customer.text]);
  });
});

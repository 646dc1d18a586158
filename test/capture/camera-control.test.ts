// What can be asked of a camera: its lens, light, zoom, focus and size, on a fake browser.
import { describe, expect, it } from 'vitest';
import { createControlledCamera } from '../../packages/capture/src/camera/camera-control.ts';
import type { LensMemory } from '../../packages/capture/src/camera/lens-choice.ts';
import type { CameraState } from '../../packages/capture/src/reading.ts';
import { createFakePage, FakeTrack, settled } from './fake-camera.ts';

const iphone = ['Front Camera', 'Back Camera', 'Back Ultra Wide Camera', 'Back Triple Camera'];

/** A browser with these cameras. It opens the requested one, otherwise the first. */
function createStand(
  labels: readonly string[],
  options: { memory?: LensMemory; constraints?: MediaTrackConstraints } = {},
) {
  const fake = createFakePage();
  const opened: string[] = [];
  const prepared = new Map<string, Partial<FakeTrack>>();
  const states: CameraState[] = [];
  let revived = 0;
  fake.world.devices = labels.map((label) => ({ kind: 'videoinput', deviceId: `id of ${label}`, label }));
  const { camera, control, tookMs } = createControlledCamera({
    video: fake.video,
    page: fake.page,
    constraints: options.constraints,
    memory: options.memory,
    idleAfterMs: 60_000,
    onChange: (state) => states.push(state),
    revive: () => (revived += 1),
  });

  /** Responds as a browser does, until all requests are answered. */
  async function answer(): Promise<void> {
    await settled();
    for (let ask = fake.asks[0]; ask !== undefined; ask = fake.asks[0]) {
      const wanted = ask.constraints.deviceId as ConstrainDOMStringParameters | undefined;
      const id = wanted?.exact ?? wanted?.ideal;
      const { devices } = fake.world;
      const device = devices.find(({ deviceId }) => deviceId === id);
      if (device === undefined && wanted?.exact !== undefined) ask.refuse('OverconstrainedError');
      else {
        const { label, deviceId } = device ?? devices[0] ?? { label: '', deviceId: '' };
        opened.push(label);
        ask.grant(Object.assign(new FakeTrack(label), { settings: { deviceId } }, prepared.get(label)));
      }
      await settled();
    }
  }

  return {
    fake,
    camera,
    control,
    tookMs,
    opened,
    states,
    prepare: (label: string, track: Partial<FakeTrack>) => void prepared.set(label, track),
    revived: () => revived,
    answer,
    async start(): Promise<void> {
      camera.start();
      await answer();
    },
    track(): FakeTrack {
      const [track] = fake.live();
      if (track === undefined) throw new Error('No track is live.');
      return track;
    },
  };
}

function createMemory(): LensMemory {
  let kept: unknown;
  return {
    read: () => structuredClone(kept),
    write(lens) {
      kept = lens;
    },
  };
}

describe('the choice of a camera', () => {
  it('continues with the better camera when the first has revealed the names, and opens no other', async () => {
    const { start, opened, control, fake } = createStand(iphone);
    await start();
    expect([opened, control.state.label, control.state.others]).toEqual([
      ['Front Camera', 'Back Triple Camera'],
      'Back Triple Camera',
      3,
    ]);
    expect(fake.maxLive()).toBe(1);
  });
  it('opens the remembered camera at once, although its id has changed', async () => {
    const memory = createMemory();
    const first = createStand(iphone, { memory });
    await first.start();
    const second = createStand(iphone, { memory });
    await second.start();
    expect(second.opened).toEqual(['Back Triple Camera']);
    const third = createStand(iphone, { memory });
    for (const device of third.fake.world.devices) device.deviceId = `new ${device.deviceId}`;
    await third.start();
    expect(third.opened).toEqual(['Front Camera', 'Back Triple Camera']);
  });
  it('leaves a camera that cannot focus, once', async () => {
    const { start, opened, prepare } = createStand(['camera2 0, facing back', 'camera2 2, facing back']);
    const fixed = { capabilities: { focusMode: ['manual'] } };
    prepare('camera2 0, facing back', fixed);
    prepare('camera2 2, facing back', fixed);
    await start();
    expect(opened).toEqual(['camera2 0, facing back', 'camera2 2, facing back']);
  });
  it('is the caller’s if the constraints name a camera', async () => {
    const { start, opened } = createStand(iphone, { constraints: { facingMode: 'user' } });
    await start();
    expect(opened).toEqual(['Front Camera']);
  });
  it('is a person’s, one camera after another, and is remembered', async () => {
    const memory = createMemory();
    const { start, opened, control, answer } = createStand(iphone, { memory });
    await start();
    for (let turn = 0; turn < 4; turn++) {
      control.another();
      await answer();
    }
    expect(opened.slice(2)).toEqual(['Back Camera', 'Back Ultra Wide Camera', 'Front Camera', 'Back Triple Camera']);
    control.another();
    await answer();
    const next = createStand(iphone, { memory });
    await next.start();
    expect(next.opened).toEqual(['Back Camera']);
  });
  it('falls back to any other camera if the chosen one is unplugged', async () => {
    const { start, control, answer, track, fake } = createStand(['Integrated Camera', 'USB Camera']);
    await start();
    control.another();
    await answer();
    expect(control.state.label).toBe('USB Camera');
    fake.world.devices.pop();
    track().happen('ended');
    await fake.elapse(1);
    await answer();
    expect([control.state.label, control.state.at]).toEqual(['Integrated Camera', 'playing']);
  });
  it('can be made while the camera is failed', async () => {
    const { camera, control, fake, revived } = createStand(['Integrated Camera', 'USB Camera']);
    camera.start();
    fake.asks[0]?.refuse('NotReadableError');
    await settled();
    expect([control.state.at, control.state.others]).toEqual(['failed', 2]);
    control.another();
    await settled();
    expect(revived()).toBe(1);
  });
});

describe('a camera’s light, zoom and focus', () => {
  const able = { torch: true, zoom: { min: 1, max: 5, step: 0.1 }, focusMode: ['continuous', 'single-shot'] };
  const phone = 'Back Camera';

  it('are not offered if the track has none', async () => {
    const { start, control } = createStand(['USB Camera']);
    await start();
    expect(control.state).toMatchObject({ torch: undefined, zoom: undefined, focusable: false });
    control.setTorch(true);
    control.zoomTo(3);
    control.focusAt(0.5, 0.5);
  });
  it('are offered if it has them, and work', async () => {
    const { start, control, prepare, states } = createStand([phone]);
    prepare(phone, { capabilities: able });
    await start();
    expect(control.state).toMatchObject({
      torch: false,
      zoom: { value: 1, min: 1, max: 5, step: 0.1 },
      focusable: true,
    });
    control.setTorch(true);
    control.zoomTo(2.5);
    await settled();
    expect(states.at(-1)).toMatchObject({ torch: true, zoom: { value: 2.5 } });
    control.zoomTo(99);
    await settled();
    expect(control.state.zoom?.value).toBe(5);
  });
  it('start with continuous focus, and zoom in if the lens is sharp only from far', async () => {
    const { start, control, prepare, track } = createStand([phone]);
    prepare(phone, { capabilities: { ...able, focusDistance: { min: 0.24 } } });
    await start();
    expect(control.state.zoom?.value).toBe(1.8);
    expect(track().settings.focusMode).toBe('continuous');
  });
  it('focus where the picture is tapped, and focus continuously again after a while', async () => {
    const { start, control, prepare, track, fake } = createStand([phone]);
    prepare(phone, { capabilities: able });
    await start();
    control.focusAt(0.25, 0.75);
    await settled();
    expect(track().settings).toMatchObject({ focusMode: 'single-shot', pointsOfInterest: [{ x: 0.25, y: 0.75 }] });
    await fake.elapse(4500, true);
    expect(track().settings.focusMode).toBe('continuous');
  });
  it('survive a restart, but the light goes out if the page is hidden', async () => {
    const { start, control, prepare, track, fake, answer } = createStand([phone]);
    prepare(phone, { capabilities: able });
    await start();
    control.setTorch(true);
    control.zoomTo(2);
    await settled();
    prepare(phone, { capabilities: able, settings: { deviceId: `id of ${phone}` } });
    track().happen('ended');
    expect(control.state).toMatchObject({ at: 'stalled', torch: true, zoom: { value: 2 } });
    await fake.elapse(1);
    await answer();
    expect(control.state).toMatchObject({ at: 'playing', torch: true, zoom: { value: 2 } });
    fake.see(false);
    prepare(phone, { capabilities: able, settings: { deviceId: `id of ${phone}` } });
    fake.see(true);
    await answer();
    expect(control.state).toMatchObject({ torch: false, zoom: { value: 2 } });
  });
  it('are ignored if the camera refuses them', async () => {
    const { start, control, prepare } = createStand([phone]);
    prepare(phone, { capabilities: able, applyConstraints: () => Promise.reject(new Error('no')) });
    await start();
    control.setTorch(true);
    await settled();
    expect([control.state.at, control.state.torch]).toEqual(['playing', false]);
  });
});

describe('the size of the pictures', () => {
  const slow = (tookMs: (ms: number) => void, pictures: number): void => {
    for (let picture = 0; picture < pictures; picture++) tookMs(400);
  };
  it('steps down while decoding is slow, as far as a card can still be read', async () => {
    const { start, tookMs, track } = createStand(['USB Camera']);
    await start();
    slow(tookMs, 90);
    await settled();
    expect(track().applied.map(({ width }) => width)).toEqual([{ ideal: 960 }, { ideal: 640 }]);
  });
  it('is the caller’s if the constraints have one', async () => {
    const { start, tookMs, track } = createStand(['USB Camera'], { constraints: { width: 1920 } });
    await start();
    slow(tookMs, 90);
    await settled();
    expect(track().applied).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CaptureError } from '../errors.ts';
import { type CameraEvent, type CameraPhase, closedCamera, mayPass, move, moves, restartAfterMs } from './states.ts';
import { interrupted, stalled } from './why-no-picture.ts';

const silent: CameraEvent = { type: 'silent', error: stalled() };
const after = (events: readonly CameraEvent[], from: CameraPhase = closedCamera): CameraPhase =>
  events.reduce(move, from);
const play: readonly CameraEvent[] = [{ type: 'start' }, { type: 'opened' }];
const reopen: readonly CameraEvent[] = [{ type: 'again' }, { type: 'opened' }];

describe('a camera', () => {
  it('is drawn in the docs as it is', () => {
    const rows = Object.entries(moves).map(([at, to]) => {
      const cells = Object.entries(to).map(([event, next]) => `${event} → ${next}`);
      return `| \`${at}\` | ${cells.join(', ')} |`;
    });
    const docs = readFileSync(new URL('../../../../docs/camera.md', import.meta.url), 'utf8');
    for (const row of rows) expect(docs).toContain(row);
  });
  it('can be stopped in every phase, and then stays stopped', () => {
    for (const at of Object.keys(moves).filter((each) => each !== 'closed')) {
      const phase = { ...closedCamera, at: at as CameraPhase['at'] };
      expect(move(phase, { type: 'stop' }).at).toBe('closed');
    }
    expect(move(closedCamera, { type: 'show' })).toBe(closedCamera);
  });
  it('without pictures is opened again a few times, then fails with the reason', () => {
    let phase = after(play);
    for (const _wait of restartAfterMs) {
      phase = move(phase, silent);
      expect(phase.at).toBe('stalled');
      phase = after(reopen, phase);
    }
    expect(move(phase, silent)).toMatchObject({ at: 'failed', error: { code: 'camera/stalled' } });
  });
  it.each<CameraEvent['type']>(['steady', 'another'])('has all its restarts again after %s', (type) => {
    const shaken = after([silent, ...reopen, silent, ...reopen], after(play));
    expect([shaken.restarts, move(shaken, { type } as CameraEvent).restarts]).toEqual([2, 0]);
  });
  it('says at a first start that it is busy, and tries again when it had pictures before', () => {
    const busy = new CaptureError('camera/busy', 'for the test', { retryable: true });
    expect(mayPass(busy, closedCamera)).toBe(false);
    expect(mayPass(busy, after([silent], after(play)))).toBe(true);
    expect(mayPass(stalled(), closedCamera)).toBe(true);
    const denied = new CaptureError('camera/denied-by-user', 'for the test', { retryable: false });
    expect(mayPass(denied, after([silent], after(play)))).toBe(false);
  });
  it('that the system holds back is not called silent', () => {
    const muted = move(after(play), { type: 'mute' });
    expect(move(muted, silent)).toBe(muted);
    expect(move(muted, { type: 'mute-stays', error: interrupted() })).toMatchObject({ at: 'stalled', restarts: 1 });
  });
});

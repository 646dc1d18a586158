import { layouts } from '@kaiku/testkit/reader';
import { describe, expect, it } from 'vitest';
import { createDoctor, type Examined } from '../../../packages/capture/src/doctor/index.ts';
import { FakePage } from './page.ts';
import { type ReaderSetting, scan } from './reader.ts';

const codes = ['KAIKU-1', 'QWERTZY/2', '1122334455'];

function createDesk() {
  const page = new FakePage('nothing');
  const seen: Examined[] = [];
  const doctor = createDoctor({ codes, target: page.window, onScan: (examined) => seen.push(examined) });
  page.listen();
  return {
    doctor,
    page,
    seen,
    scan(code: string, how: Partial<ReaderSetting> = {}, gapMs = 8, layout = layouts.us): void {
      const setting = { keyboard: layouts.us, mode: 'plain', suffix: 'Enter', numpad: false, ...how } as const;
      const pace = { gapMs: () => gapMs, held: 0.5, stallMs: () => 0 };
      for (const event of scan(code, setting, { layout, caps: false, pace, atMs: page.nowMs + 1000 }) ?? []) {
        page.advance(event.atMs);
        page.play(event);
      }
      page.advance(page.nowMs + 1000);
    },
  };
}

describe('createDoctor', () => {
  it('knows which code was scanned, in any order, each once', () => {
    const { seen, scan: read } = createDesk();
    for (const code of ['1122334455', 'KAIKU-1', 'KAIKU-1', 'QWERTZY/2']) read(code);
    expect(seen.map(({ scanned }) => scanned)).toEqual([
      ['1122334455'],
      ['1122334455', 'KAIKU-1'],
      ['1122334455', 'KAIKU-1'],
      ['1122334455', 'KAIKU-1', 'QWERTZY/2'],
    ]);
    expect(seen.at(-1)?.profile).toMatchObject({ scans: 3, suffix: 'Enter', dropped: 0, unread: 0, gapMs: 8 });
  });

  it('knows it on a computer with another keyboard layout as well', () => {
    const { seen, scan: read } = createDesk();
    const french = layouts.fr;
    read('QWERTZY/2', {}, 8, french);
    expect(seen).toMatchObject([{ scanned: ['QWERTZY/2'], profile: { keyboard: 'us' } }]);
  });

  it('treats a scan that is like no code as the next one', () => {
    const { seen, scan: read } = createDesk();
    read('KAIKU-1');
    read('0000000000');
    expect(seen.at(-1)).toMatchObject({ scanned: ['KAIKU-1', 'QWERTZY/2'], profile: { unread: 1 } });
  });

  it('ignores a person’s keys, and withholds a reader’s Enter', () => {
    const { seen, page, scan: read } = createDesk();
    read('KAIKU-1', {}, 150);
    expect(seen).toEqual([]);
    expect(page.place.submits).toBe(0);
  });

  it('starts again on request, and ignores keys once closed', () => {
    const { seen, doctor, scan: read } = createDesk();
    read('KAIKU-1');
    doctor.forget();
    read('1122334455');
    expect(seen.at(-1)?.scanned).toEqual(['1122334455']);
    doctor.close();
    read('KAIKU-1');
    expect(seen).toHaveLength(2);
  });
});

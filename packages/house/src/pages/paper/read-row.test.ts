import { describe, expect, it } from 'vitest';
import { readRow, type TypedRow } from './read-row.ts';

const sheet = {
  day: '2026-11-20',
  show: { startsAt: '2026-11-20T17:00:00Z', admission: 'once' },
  nowMs: Date.parse('2026-11-21T07:00:00Z'),
} as const;
const typed = (row: Partial<TypedRow>) => readRow({ code: 'A045198723', minors: '', time: '', ...row }, sheet);
const wrong = (row: Partial<TypedRow>) => {
  const read = typed(row);
  return 'field' in read ? read : undefined;
};

describe('a row of the paper form', () => {
  it('is a card, no children and the start of the show if only the code is typed', () => {
    expect(typed({})).toMatchObject({ minors: 0, takenAt: '2026-11-20T17:00:00.000Z', isRepaired: false });
  });

  it('has the code corrected, and says so', () => {
    for (const code of ['a045198723', 'A 045 198 723', ' A045198723\u00a0'])
      expect(typed({ code })).toMatchObject({ code: { text: 'A045198723' }, isRepaired: true });
  });

  it.each([
    ['', { why: 'empty' }],
    ['E1234', { why: 'old' }],
    ['B045198723', { why: 'prefix', letters: 'B' }],
    ['AX045198723', { why: 'prefix', letters: 'AX' }],
    ['A04519872', { why: 'digits', count: 8 }],
    ['A0451987233', { why: 'digits', count: 10 }],
    ['AO45198723', { why: 'likely', code: 'A045198723' }],
    ['045198723', { why: 'noCard' }],
    ['A04519872?', { why: 'noCard' }],
  ])('with the code %j is wrong: %j', (code, why) => {
    expect(wrong({ code })).toEqual({ field: 'code', ...why });
  });

  it('takes up to 12 children of a person, and up to 99 clients of a worker', () => {
    expect(typed({ minors: '12' })).toMatchObject({ minors: 12 });
    expect(wrong({ minors: '13' })).toEqual({ field: 'minors', why: 'wrongMinors', max: 12 });
    expect(typed({ code: 'Y110029399', minors: '14' })).toMatchObject({ minors: 14 });
    for (const minors of ['-1', '1.5', 'two', '1e1']) expect(wrong({ minors })?.field).toBe('minors');
  });

  it.each([
    ['18.30', '2026-11-20T16:30:00.000Z'],
    ['18:30', '2026-11-20T16:30:00.000Z'],
    ['1830', '2026-11-20T16:30:00.000Z'],
    ['18', '2026-11-20T16:00:00.000Z'],
    // After midnight.
    ['0.30', '2026-11-20T22:30:00.000Z'],
  ])('happened at its time: %s', (time, takenAt) => {
    expect(typed({ time })).toMatchObject({ takenAt });
  });

  it('is wrong with a time that is none, in the future or too long ago', () => {
    for (const time of ['25', '18.61', 'evening']) expect(wrong({ time })).toEqual({ field: 'time', why: 'wrongTime' });
    const at = (nowMs: number) => readRow({ code: 'A045198723', minors: '', time: '18.30' }, { ...sheet, nowMs });
    expect(at(Date.parse('2026-11-20T15:00:00Z'))).toEqual({ field: 'time', why: 'future' });
    expect(at(Date.parse('2026-12-05T15:00:00Z'))).toEqual({ field: 'time', why: 'tooLate' });
  });

  it('happened now if the show has not begun, and at noon if it is open every day', () => {
    const code = { code: 'A045198723', minors: '', time: '' };
    const early = { ...sheet, nowMs: Date.parse('2026-11-20T16:00:00Z') };
    expect(readRow(code, early)).toMatchObject({ takenAt: '2026-11-20T16:00:00.000Z' });
    const museum = { startsAt: '2026-06-01T07:00:00Z', admission: 'per-day' } as const;
    expect(readRow(code, { ...sheet, show: museum })).toMatchObject({ takenAt: '2026-11-20T10:00:00.000Z' });
  });
});

import { describe, expect, it } from 'vitest';
import { readAddress, toAddress } from './place.ts';

/** 00:30 of 24 November in Finland. */
const nowMs = Date.parse('2026-11-23T22:30:00Z');
const read = (address: string) => readAddress(new URL(address, 'https://registry.example'), nowMs);

describe('an address', () => {
  it('names the page, the day in Finland and the show', () => {
    expect(read('/desk')).toEqual({ page: '', day: '2026-11-24', show: undefined });
    expect(read('/desk/')).toEqual({ page: '', day: '2026-11-24', show: undefined });
    expect(read('/desk/paper?day=2026-11-20&show=ilta')).toEqual({ page: 'paper', day: '2026-11-20', show: 'ilta' });
  });

  it.each(['', 'today', '2026-11-31x', '2026-13-01'])('without a day is about today: %j', (day) => {
    expect(read(`/desk?day=${day}`).day).toBe('2026-11-24');
  });

  it('leaves today out, and is read as it was written', () => {
    expect(toAddress({ page: 'paper', day: '2026-11-24', show: undefined }, nowMs)).toBe('/desk/paper');
    const address = { page: 'paper', day: '2026-11-20', show: 'ilta' };
    expect(read(toAddress(address, nowMs))).toEqual(address);
  });
});

import { describe, expect, it } from 'vitest';
import { ticketsToLease } from './tickets-to-lease.ts';

const startsAt = '2026-11-20T17:00:00Z';
const show = { startsAt, redemptionOpensMin: null };
const atMs = (minutes: number) => Date.parse(startsAt) + minutes * 60_000;
const usual = { isDurable: true, hasReadCard: false, show, nowMs: atMs(-120) };

describe('`ticketsToLease`', () => {
  it('returns a given number', () => {
    expect([0, 12].map((leaseTickets) => ticketsToLease(leaseTickets, { ...usual, isDurable: false }))).toEqual([
      0, 12,
    ]);
  });

  it('returns 0 for `auto` before the first card is read and the doors open', () => {
    expect(ticketsToLease('auto', usual)).toBe(0);
    expect(ticketsToLease('auto', { ...usual, show: undefined })).toBe(0);
    expect(ticketsToLease('auto', { ...usual, hasReadCard: true })).toBe(5);
    expect(ticketsToLease('auto', { ...usual, nowMs: atMs(-60) })).toBe(5);
    expect(ticketsToLease('auto', { ...usual, nowMs: atMs(-60) - 1 })).toBe(0);
    expect(ticketsToLease('auto', { ...usual, show: { startsAt, redemptionOpensMin: 30 }, nowMs: atMs(-60) })).toBe(0);
    expect(ticketsToLease('auto', { ...usual, show: { startsAt, redemptionOpensMin: 30 }, nowMs: atMs(-30) })).toBe(5);
  });

  it('returns 0 for `auto` if the storage is not durable', () => {
    expect(ticketsToLease('auto', { ...usual, isDurable: false, hasReadCard: true, nowMs: atMs(0) })).toBe(0);
  });
});

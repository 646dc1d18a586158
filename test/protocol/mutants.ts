/** Negative controls: the protocol with one broken rule each. The search must detect every one. */
import type { InvariantName } from './invariant.ts';

interface Mutant {
  /** What is broken; the rules compare this text. */
  readonly flaw: string;
  /** The configuration that shows it. */
  readonly shownBy: string;
  /** The only invariant that detects it, so that the reason is known. */
  readonly breaks: InvariantName;
}

const ofTheRegistry = [
  { flaw: 'counts again what it gets again', shownBy: 'one device', breaks: 'I1' },
  { flaw: 'what is counted is told before it is kept', shownBy: 'one device', breaks: 'I2' },
  { flaw: 'requests are not held against the cap', shownBy: 'one device', breaks: 'I3' },
  { flaw: 'no tombstone for what is not there yet', shownBy: 'one device', breaks: 'I2' },
  { flaw: 'a refusal is not kept', shownBy: 'one device', breaks: 'I2' },
  { flaw: 'a request that comes again is judged anew', shownBy: 'one device', breaks: 'I7' },
  { flaw: 'a report beyond the cap is refused', shownBy: 'accept', breaks: 'L1' },
  { flaw: 'a late report revives what was voided', shownBy: 'one device', breaks: 'I2' },
  { flaw: 'a visit that asks is counted in part', shownBy: 'visits', breaks: 'I8' },
  { flaw: 'a visit that is a report is counted in part', shownBy: 'visits', breaks: 'I8' },
  { flaw: 'the last place is refused', shownBy: 'one device', breaks: 'I9' },
  { flaw: 'a request is refused what its lease has', shownBy: 'one device', breaks: 'I9' },
  { flaw: 'a grant asked for twice is leased twice', shownBy: 'one device', breaks: 'I1' },
  { flaw: 'a lease is drawn beyond its grant', shownBy: 'copied', breaks: 'I1' },
  { flaw: 'a recalled lease counts as returned', shownBy: 'recall', breaks: 'I3' },
  { flaw: 'revoked twice gives back twice', shownBy: 'revoke', breaks: 'I1' },
  { flaw: 'two copies are not told apart', shownBy: 'copied', breaks: 'I4' },
] as const satisfies readonly Mutant[];

const ofReassigning = [
  { flaw: 'a request is refused what could be reassigned', shownBy: 'soft, two devices', breaks: 'I9′' },
  { flaw: 'a report is over where tickets could be reassigned', shownBy: 'soft, accept', breaks: 'I9′' },
  { flaw: 'a device that is there is reassigned from unasked', shownBy: 'soft, two devices', breaks: 'I10' },
  { flaw: 'a device is not told that its tickets are reassigned', shownBy: 'soft, two devices', breaks: 'I10' },
  { flaw: 'more is reassigned than a lease holds', shownBy: 'soft, larger visits', breaks: 'I1' },
  { flaw: 'what is reassigned stays leased', shownBy: 'soft, two devices', breaks: 'I3' },
  { flaw: 'what is reassigned is free once more when its lease ends', shownBy: 'soft, two devices', breaks: 'I1' },
  { flaw: 'what is reassigned counts again when its device reports it', shownBy: 'soft, two devices', breaks: 'I1' },
  { flaw: 'tickets are reassigned beyond the cap', shownBy: 'soft, two devices', breaks: 'I3' },
  { flaw: 'a hard show reassigns what leases hold', shownBy: 'two devices', breaks: 'I5' },
  { flaw: 'a recalled lease is drawn from', shownBy: 'soft, two devices', breaks: 'I6' },
] as const satisfies readonly Mutant[];

const ofTheDevice = [
  { flaw: 'a visit given up is not voided', shownBy: 'one device', breaks: 'I2' },
  { flaw: 'an undo after the acknowledgement is not sent', shownBy: 'one device', breaks: 'I2' },
  { flaw: 'a late refusal ends a report', shownBy: 'one device', breaks: 'I2' },
  { flaw: 'an entry is deleted before it is sent', shownBy: 'one device', breaks: 'I2' },
  { flaw: 'in is shown before it is durable', shownBy: 'restart', breaks: 'I2' },
  { flaw: 'a request left over after a restart is forgotten', shownBy: 'restart', breaks: 'I2' },
  { flaw: 'a draw and its entry are two transactions', shownBy: 'restart', breaks: 'I4' },
  { flaw: 'a lease is returned before its draws are acknowledged', shownBy: 'one device', breaks: 'I5' },
  { flaw: 'a lease being returned is drawn from', shownBy: 'one device', breaks: 'I5' },
  { flaw: 'a request names a lease without drawing on it first', shownBy: 'one device', breaks: 'I5' },
  { flaw: 'what the registry gave of the lease is put back', shownBy: 'one device', breaks: 'I5' },
  { flaw: 'the unconfirmed limit has no end', shownBy: 'accept', breaks: 'I6' },
  { flaw: "a lease's time is told by the clock that stands still in sleep", shownBy: 'clocks', breaks: 'R12' },
  { flaw: "a lease's time is told by the clock on the wall", shownBy: 'clocks', breaks: 'R12' },
  { flaw: "a lease's time counts from the answer", shownBy: 'clocks', breaks: 'R12' },
  { flaw: 'what is drawn for a request is kept beyond its time', shownBy: 'clocks', breaks: 'R12' },
  { flaw: 'a clock put back goes unnoticed', shownBy: 'clocks', breaks: 'R12' },
] as const satisfies readonly Mutant[];

/**
 * Broken and still safe: no invariant fails in `npm test`, nor in any configuration of this folder, which
 * the soak searches. They are no negative controls.
 */
export const safeMutants = [
  {
    flaw: 'what was not drawn after all is not put back',
    triedIn: ['one device'],
    why: 'A ticket is unused until the lease is returned. Safety needs nothing else from R6.',
  },
  {
    flaw: 'what an unanswered request has drawn is put back',
    triedIn: ['one device'],
    why: 'Its holder is not inside. A visitor admitted on the ticket in the meantime may count over the cap until the void arrives.',
  },
  {
    flaw: 'a lease is returned while a request may use it',
    triedIn: ['one device'],
    why: 'The request then gets a free ticket or none, and without an answer a closing lease is not consumed.',
  },
  {
    flaw: 'a lease is returned before its voids are acknowledged',
    triedIn: ['one device', 'leases in turn'],
    why: 'A voided visitor is not inside. A late report may count over the cap until its void arrives.',
  },
] as const;

export const mutants = [...ofTheRegistry, ...ofReassigning, ...ofTheDevice];
export type Flaw = (typeof mutants)[number]['flaw'] | (typeof safeMutants)[number]['flaw'];

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EnrolmentEvent, type EnrolmentState, nextEnrolment, takesCodes } from './enrolment.ts';

const device = { id: 'till-1', name: 'Ovi 1', role: 'door', venue: { id: 'suvanto', name: 'Suvanto' } } as const;
const other = { ...device, id: 'till-2', name: 'Ovi 2' };
const code = 'ACDEFGHJ';

/** Each state, also as it is on a browser that is enrolled already, and in the middle of a code of the address. */
const states: Readonly<Record<string, EnrolmentState>> = {
  off: { at: 'off' },
  looking: { at: 'looking' },
  'looking, with a code': { at: 'looking', code },
  asking: { at: 'asking' },
  'asking again': { at: 'asking', device },
  replacing: { at: 'replacing', device, code },
  sending: { at: 'sending', code },
  'sending again': { at: 'sending', code, device },
  named: { at: 'named', device },
  enrolled: { at: 'enrolled', device },
};

const events = {
  begin: { type: 'begin' },
  end: { type: 'end' },
  'found none': { type: 'found', device: undefined },
  'found a device': { type: 'found', device },
  code: { type: 'code', code },
  accepted: { type: 'accepted', device: other },
  failed: { type: 'failed', cause: 'registry/unknown-code' },
  again: { type: 'again' },
  confirm: { type: 'confirm' },
  leave: { type: 'leave' },
} as const satisfies Readonly<Record<string, EnrolmentEvent>>;

/** The table of docs/devices.md, row by row: state, event, next state. */
const table = readFileSync(new URL('../../../../docs/devices.md', import.meta.url), 'utf8')
  .split('## States of the element')[1]
  ?.split('\n## ')[0]
  ?.split('\n')
  .flatMap((line) => {
    const [, state = '', event = '', next = ''] = /^\| `([^|]*)` \| `([^|]*)` \| `([^|]*)` \|/.exec(line) ?? [];
    return state === '' ? [] : [{ state, event, next }];
  });

describe('the enrolment of an element', () => {
  it('has a row in docs/devices.md for each change of its state, and no other', () => {
    const changes = Object.entries(states).flatMap(([state, before]) =>
      Object.entries(events).flatMap(([event, its]) => {
        const after = nextEnrolment(before, its);
        return after === before ? [] : [{ state, event, next: nameOf(after) }];
      }),
    );
    expect(table).toEqual(changes.filter(({ event }) => event !== 'end'));
    for (const before of Object.values(states)) expect(nextEnrolment(before, events.end).at).toBe('off');
  });

  it('works as a device only if this browser is that device', () => {
    expect(nextEnrolment({ at: 'looking' }, events['found a device'])).toEqual({ at: 'enrolled', device });
    expect(nextEnrolment({ at: 'sending', code, device }, events.accepted)).toEqual({ at: 'named', device: other });
    expect(nextEnrolment({ at: 'asking' }, events.leave)).toEqual({ at: 'asking' });
  });

  it('says why a code was not accepted, until the next one', () => {
    const failed = nextEnrolment({ at: 'sending', code }, events.failed);
    expect(failed).toEqual({ at: 'asking', why: 'registry/unknown-code' });
    expect(nextEnrolment(failed, events.code)).toEqual({ at: 'sending', code });
  });

  it('sends no code of a link on an enrolled browser before a person has agreed (property)', () => {
    const eventArb = fc.constantFrom<EnrolmentEvent>(...Object.values(events));
    fc.assert(
      fc.property(fc.array(eventArb, { maxLength: 12 }), (steps) => {
        let state: EnrolmentState = { at: 'enrolled', device };
        let hasAgreed = false;
        for (const step of steps) {
          if (step.type === 'end') return;
          hasAgreed ||= step.type === 'confirm' || step.type === 'again';
          state = nextEnrolment(state, step);
          if (!hasAgreed) expect(state.at).not.toBe('sending');
        }
      }),
    );
  });

  it('takes codes while it asks for one, and cards never', () => {
    expect(Object.entries(states).flatMap(([name, state]) => (takesCodes(state) ? [name] : []))).toEqual([
      'asking',
      'asking again',
      'sending',
      'sending again',
    ]);
  });
});

function nameOf(state: EnrolmentState): string {
  if (state.at === 'looking' && state.code !== undefined) return 'looking, with a code';
  const isAgain = (state.at === 'asking' || state.at === 'sending') && state.device !== undefined;
  return isAgain ? `${state.at} again` : state.at;
}

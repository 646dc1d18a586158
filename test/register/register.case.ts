/** What every register does, whatever database it stands on. A suite without a runner: each implementation opens its own. */
import { describe, expect, it } from 'vitest';
import { annullingCases } from './annulling.case.ts';
import { exportCases } from './export.case.ts';
import { readingCases } from './reading.case.ts';
import { recordingCases } from './recording.case.ts';
import { type OpenRegister, useRegister } from './register-fixture.ts';

export function registerCases(name: string, open: OpenRegister): void {
  describe(`register on ${name}`, () => {
    const register = useRegister(open);
    readingCases(register);
    recordingCases(register);
    annullingCases(register);
    exportCases(register);

    it('answers that it is well, to everybody', async () => {
      const { body } = await register.wire.call('GET', '/v1/health', { token: null });
      expect(body).toEqual({ status: 'ok', serverTime: new Date(register.nowMs).toISOString() });
    });
  });
}

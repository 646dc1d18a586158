/** What every register does, whatever database it stands on. A suite without a runner: each implementation opens its own. */
import { describe, expect, it } from 'vitest';
import { annullingCases } from './annulling.case.ts';
import { deliveryCases } from './delivery.case.ts';
import { exportCases } from './export.case.ts';
import { foundVisitCases } from './found-visit.case.ts';
import { groupCases } from './group.case.ts';
import { heldPlacesCases } from './held-places.case.ts';
import { journalCases } from './journal.case.ts';
import { lateCases } from './late.case.ts';
import { leaseCases } from './lease.case.ts';
import { limitCases } from './limit.case.ts';
import { newsCases } from './news.case.ts';
import { perDayCases } from './per-day.case.ts';
import { readingCases } from './reading.case.ts';
import { recordingCases } from './recording.case.ts';
import { reducingCases } from './reducing.case.ts';
import { type OpenRegister, useRegister } from './register-fixture.ts';
import { reservationCases } from './reservation.case.ts';
import { roleCases } from './role.case.ts';
import { showCases } from './show.case.ts';
import { softCapCases } from './soft-cap.case.ts';
import { statisticsCases } from './statistics.case.ts';
import { swimmingHallCases } from './swimming-hall.case.ts';
import { togetherCases } from './together.case.ts';
import { visitCases } from './visit.case.ts';

export function registerCases(name: string, open: OpenRegister): void {
  describe(`register on ${name}`, () => {
    const register = useRegister(open);
    readingCases(register);
    recordingCases(register);
    togetherCases(register);
    annullingCases(register);
    reducingCases(register);
    exportCases(register);
    showCases(register);
    reservationCases(register);
    visitCases(register);
    groupCases(register);
    foundVisitCases(register);
    swimmingHallCases(register);
    perDayCases(register);
    lateCases(register);
    roleCases(register);
    statisticsCases(register);
    deliveryCases(register);
    leaseCases(register);
    heldPlacesCases(register);
    softCapCases(register);
    newsCases(register);
    journalCases(register);

    it('answers that it is well, to everybody', async () => {
      const { body } = await register.wire.call('GET', '/v1/health', { token: null });
      expect(body).toEqual({ status: 'ok', serverTime: new Date(register.nowMs).toISOString() });
    });
  });

  describe(`limits of look-ups on ${name}`, () => limitCases(open));
}

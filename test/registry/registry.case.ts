/** What every registry does, on any database. A suite without a runner: each implementation opens its own registry. */
import { describe, expect, it } from 'vitest';
import { attentionCases } from './attention.case.ts';
import { deliveryCases } from './delivery.case.ts';
import { endedShowCases } from './ended-show.case.ts';
import { enrolmentCases } from './enrolment.case.ts';
import { eveningCases } from './evening.case.ts';
import { eventsCases } from './events.case.ts';
import { exportCases } from './export.case.ts';
import { figuresCases } from './figures.case.ts';
import { foundVisitCases } from './found-visit.case.ts';
import { groupCases } from './group.case.ts';
import { journalCases } from './journal.case.ts';
import { lapsedReservationCases } from './lapsed-reservation.case.ts';
import { lateCases } from './late.case.ts';
import { leaseCases } from './lease.case.ts';
import { leasedTicketsCases } from './leased-tickets.case.ts';
import { limitCases } from './limit.case.ts';
import { newsCases } from './news.case.ts';
import { perDayCases } from './per-day.case.ts';
import { readingCases } from './reading.case.ts';
import { recordingCases } from './recording.case.ts';
import { reducingCases } from './reducing.case.ts';
import { type OpenRegistry, useRegistry } from './registry-fixture.ts';
import { releasedReservationCases } from './released-reservation.case.ts';
import { reservationCases } from './reservation.case.ts';
import { roleCases } from './role.case.ts';
import { sealedCases } from './sealed.case.ts';
import { showCases } from './show.case.ts';
import { softCapCases } from './soft-cap.case.ts';
import { statisticsCases } from './statistics.case.ts';
import { stoppedDeviceCases } from './stopped-device.case.ts';
import { swimmingHallCases } from './swimming-hall.case.ts';
import { togetherCases } from './together.case.ts';
import { venueIdCases } from './venue-ids.case.ts';
import { visitCases } from './visit.case.ts';
import { voidingCases } from './voiding.case.ts';

export function registryCases(name: string, open: OpenRegistry): void {
  describe(`registry on ${name}`, () => {
    const registry = useRegistry(open);
    readingCases(registry);
    recordingCases(registry);
    sealedCases(registry);
    togetherCases(registry);
    voidingCases(registry);
    reducingCases(registry);
    exportCases(registry);
    showCases(registry);
    endedShowCases(registry);
    reservationCases(registry);
    releasedReservationCases(registry);
    lapsedReservationCases(registry);
    visitCases(registry);
    groupCases(registry);
    foundVisitCases(registry);
    swimmingHallCases(registry);
    perDayCases(registry);
    lateCases(registry);
    roleCases(registry);
    statisticsCases(registry);
    eveningCases(registry);
    figuresCases(registry);
    deliveryCases(registry);
    leaseCases(registry);
    leasedTicketsCases(registry);
    softCapCases(registry);
    newsCases(registry);
    eventsCases(registry);
    journalCases(registry);
    venueIdCases(registry);
    enrolmentCases(registry);
    stoppedDeviceCases(registry);
    attentionCases(registry);

    it('is healthy, for anyone', async () => {
      const { body } = await registry.wire.call('GET', '/v1/health', { token: null });
      expect(body).toEqual({ status: 'ok', serverTime: new Date(registry.nowMs).toISOString() });
    });
  });

  describe(`limits of look-ups on ${name}`, () => limitCases(open));
}

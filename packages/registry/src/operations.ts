/** The table of all operations. The routes of the app and the OpenAPI document are both made from it. */
import type { Operation } from './http/operation.ts';
import { attentionOperations } from './routes/attention.ts';
import { deliveryOperations } from './routes/deliveries.ts';
import { deviceOperations } from './routes/devices.ts';
import { enrolmentOperations } from './routes/enrolments.ts';
import { eveningOperations } from './routes/evening.ts';
import { eventOperations } from './routes/events.ts';
import { healthOperations } from './routes/health.ts';
import { journalOperations } from './routes/journals.ts';
import { leaseOperations } from './routes/leases.ts';
import { logOperations } from './routes/log.ts';
import { peopleOperations } from './routes/people.ts';
import { reservationOperations } from './routes/reservations.ts';
import { returnedOperations } from './routes/returned.ts';
import { runOperations } from './routes/runs.ts';
import { sealingKeyOperations } from './routes/sealing-key.ts';
import { sessionOperations } from './routes/session.ts';
import { showOperations } from './routes/shows.ts';
import { statisticsOperations } from './routes/statistics.ts';
import { usageOperations } from './routes/usages.ts';
import { visitOperations } from './routes/visits.ts';

export const operations: readonly Operation[] = [
  ...healthOperations,
  ...sealingKeyOperations,
  ...deviceOperations,
  ...enrolmentOperations,
  ...showOperations,
  ...visitOperations,
  ...eveningOperations,
  ...usageOperations,
  ...returnedOperations,
  ...attentionOperations,
  ...runOperations,
  ...reservationOperations,
  ...statisticsOperations,
  ...deliveryOperations,
  ...leaseOperations,
  ...journalOperations,
  ...eventOperations,
  ...logOperations,
  ...sessionOperations,
  ...peopleOperations,
];

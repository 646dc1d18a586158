/**
 * The registry over HTTP: the routes are the table of contents. It listens to nothing; whoever has it gives it requests.
 * Knows no SQL (`store/`) and no rules (`@kaiku/client/admission`).
 */
import { Hono } from 'hono';
import { type ChooseFault, faults } from './faults/faults.ts';
import type { RegistryEnv } from './http/env.ts';
import {
  keepNothing,
  letOriginsIn,
  noSuchRoute,
  provide,
  requireDevice,
  requireVenue,
  whatThrew,
} from './http/middleware.ts';
import { onlyAsNamed, onlyShortJson, onlyTextAddresses } from './http/requests.ts';
import { cardsPage } from './pages/cards.ts';
import { docsPage, docsScript } from './pages/docs.ts';
import { frontPage } from './pages/front.ts';
import { deliver } from './routes/deliveries.ts';
import { readDocument } from './routes/document.ts';
import { health } from './routes/health.ts';
import { readJournal, reportLost } from './routes/journals.ts';
import { grantLease, keepLease, returnLease, revokeLease } from './routes/leases.ts';
import { readNews } from './routes/news.ts';
import { readReconciliation } from './routes/reconciliation.ts';
import { listReservations } from './routes/reservations.ts';
import { cancelShow, changeShow, createShow, deleteShow, listShows, lookUp, readShow } from './routes/shows.ts';
import { readStatistics } from './routes/statistics.ts';
import { exportUsages, listToReview, redeemReservation, releaseReservation } from './routes/usages.ts';
import { listVisits, readVisit, recordVisit, voidVisit } from './routes/visits.ts';
import type { Store } from './store/store.ts';

export interface AppOptions {
  readonly store: Store;
  /** Milliseconds since the Unix epoch: the registry's clock. */
  readonly now: () => number;
  /** Devices may wait for news of a show. */
  readonly tellsNews: boolean;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly problemTypeBase: string;
  readonly chooseFault: ChooseFault | undefined;
  readonly log: (line: string) => void;
}

export type App = Hono<RegistryEnv>;

export function createApp(options: AppOptions): App {
  const app: App = new Hono();

  const { chooseFault: choose, now } = options;
  if (choose !== undefined) {
    app.use('/v1/*', faults({ choose, now, carryOut: (request, env) => app.fetch(request, env) }));
  }
  app.use(provide(options));
  app.use('/v1/*', letOriginsIn(options.allowedOrigins), keepNothing);

  app.get('/', frontPage);
  app.get('/cards', cardsPage);
  app.get('/docs', docsPage);
  app.get('/docs/rapidoc.js', docsScript);
  app.get('/openapi.json', readDocument);

  app.use('/v1/*', onlyTextAddresses, onlyAsNamed);
  app.get('/v1/health', health);
  app.use('/v1/*', requireDevice, ...onlyShortJson);
  app.get('/v1/statistics', readStatistics);
  app.get('/v1/shows/:showId/reconciliation', readReconciliation);
  app.post('/v1/leases/:leaseId/revoke', revokeLease);
  app.use('/v1/*', requireVenue);
  app.get('/v1/shows', listShows);
  app.post('/v1/shows', createShow);
  app.get('/v1/shows/:showId', readShow);
  app.patch('/v1/shows/:showId', changeShow);
  app.delete('/v1/shows/:showId', deleteShow);
  app.post('/v1/shows/:showId/cancel', cancelShow);
  app.get('/v1/shows/:showId/reservations', listReservations);
  app.post('/v1/shows/:showId/lookups', lookUp);
  if (options.tellsNews) app.get('/v1/news', readNews);
  app.post('/v1/visits', recordVisit);
  app.get('/v1/visits', listVisits);
  app.get('/v1/visits/:visitId', readVisit);
  app.post('/v1/visits/:visitId/void', voidVisit);
  app.get('/v1/usages.csv', exportUsages);
  app.get('/v1/usages/to-review', listToReview);
  app.post('/v1/usages/:usageId/redeem', redeemReservation);
  app.post('/v1/usages/:usageId/release', releaseReservation);
  app.post('/v1/deliveries', deliver);
  app.post('/v1/leases', grantLease);
  app.post('/v1/leases/:leaseId/keep', keepLease);
  app.post('/v1/leases/:leaseId/return', returnLease);
  app.get('/v1/journals/:journal', readJournal);
  app.post('/v1/journals/:journal/lost', reportLost);

  app.notFound(noSuchRoute);
  app.onError(whatThrew(options.log));
  return app;
}

/**
 * The registry as a Hono app. It handles requests but does not listen, and knows neither SQL (`store/`) nor the rules
 * (`@kaiku/client/admission`).
 */
import { rights } from '@kaiku/client/contract';
import { Hono } from 'hono';
import { type ChooseFault, faults } from './faults/faults.ts';
import { requireDevice, requireKey } from './http/authenticate.ts';
import type { Budgets } from './http/budgets.ts';
import type { RegistryEnv } from './http/context.ts';
import { enrolmentGuesses, limitGuesses, passkeyGuesses } from './http/limit-guesses.ts';
import { limitRequests } from './http/limit-requests.ts';
import {
  allowOrigins,
  createErrorHandler,
  noStore,
  provideContext,
  requireJson,
  requireOperation,
  requireRole,
  requireShortBody,
  requireTextUrl,
  routeNotFound,
} from './http/middleware.ts';
import { observeRequests } from './http/observe-requests.ts';
import type { Operation } from './http/operation.ts';
import { toHandler } from './http/read-input.ts';
import type { RunFiles } from './http/run-files.ts';
import type { LogEntry } from './observe/log.ts';
import type { Metrics } from './observe/metrics.ts';
import { operations } from './operations.ts';
import { cardsPage } from './pages/cards.ts';
import { docsPage, docsScript } from './pages/docs.ts';
import { frontPage } from './pages/front.ts';
import { housePages } from './pages/house.ts';
import { scanPage } from './pages/scan.ts';
import { createDocumentHandler } from './routes/document.ts';
import type { Store } from './store/store.ts';

export interface AppOptions {
  readonly store: Store;
  /** The registry's clock, in milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Serves `GET /v1/news`. */
  readonly servesNews: boolean;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly problemTypeBase: string;
  /** `undefined`: no limits. */
  readonly budgets: Budgets | undefined;
  /** See `RegistryServerOptions`. */
  readonly publicUrl: string | undefined;
  readonly addressHeader: string | undefined;
  readonly runFiles: RunFiles;
  readonly chooseFault: ChooseFault | undefined;
  readonly log: (entry: LogEntry) => void;
  /** Logs every request, not only failures. */
  readonly logsRequests: boolean;
  readonly metrics: Metrics | undefined;
}

/** The registry's Hono app. */
export type App = Hono<RegistryEnv>;

export function createApp(options: AppOptions): App {
  const app: App = new Hono();
  const { chooseFault: choose, now, servesNews } = options;
  const mount = (isMounted: (operation: Operation) => boolean) => {
    for (const operation of operations) {
      if (!isMounted(operation) || (['readNews', 'watchShows'].includes(operation.id) && !servesNews)) continue;
      const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
      app.on(operation.method.toUpperCase(), path, toHandler(operation));
    }
  };

  if (choose !== undefined) {
    app.use('/v1/*', faults({ choose, now, handle: (request, env) => app.fetch(request, env) }));
  }
  app.use(observeRequests(options));
  app.use(provideContext(options));
  app.use('/v1/*', allowOrigins(options.allowedOrigins), noStore);

  // Each middleware applies to the routes mounted after it.
  app.use('/v1/*', requireTextUrl, requireOperation(operations));
  if (options.budgets !== undefined) app.use(limitRequests({ ...options, budgets: options.budgets }));

  app.get('/', frontPage);
  app.get('/cards', cardsPage);
  app.get('/docs', docsPage);
  app.get('/docs/rapidoc.js', docsScript);
  app.get('/desk/*', ...housePages);
  app.get('/scan/*', ...scanPage);
  app.get('/openapi.json', createDocumentHandler(operations));

  const isForAnyone = ({ id }: Operation) => rights[id] === 'anyone';
  const provesKey = ({ proves }: Operation) => proves === 'key';
  for (const { path } of operations.filter((operation) => isForAnyone(operation) && operation.request !== undefined))
    app.use(path, requireJson, requireShortBody);
  for (const { path } of operations.filter(provesKey)) app.use(path, requireKey(options));
  if (options.budgets !== undefined) {
    app.on('POST', ['/v1/passkeys', '/v1/passkeys/*', '/v1/session'], limitGuesses(passkeyGuesses, options));
    app.use('/v1/enrol', limitGuesses(enrolmentGuesses, options));
  }
  mount(isForAnyone);
  app.use('/v1/*', requireDevice(options), requireRole, requireJson, requireShortBody);
  mount((operation) => !isForAnyone(operation));

  app.notFound(routeNotFound);
  app.onError(createErrorHandler(options.log));
  return app;
}

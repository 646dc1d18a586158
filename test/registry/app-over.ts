import { type App, type AppOptions, createApp } from '../../packages/registry/src/app.ts';
import { defaultProblemTypeBase } from '../../packages/registry/src/http/problems.ts';
import type { Store } from '../../packages/registry/src/store/store.ts';

/** Returns an app whose store has only the given verbs, with no limits, log or metrics unless `options` name them. */
export function appOver(store: object, options: Partial<AppOptions> = {}): App {
  return createApp({
    store: store as Store,
    now: () => 0,
    allowedOrigins: undefined,
    problemTypeBase: defaultProblemTypeBase,
    servesNews: true,
    budgets: undefined,
    addressHeader: undefined,
    publicUrl: undefined,
    runFiles: { read: async () => undefined, confirm: async () => false },
    chooseFault: undefined,
    log: () => {},
    logsRequests: false,
    metrics: undefined,
    ...options,
  });
}

import { randomUUID } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { LogEntry } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { codeOf } from '../store/database/errors.ts';
import type { RegistryContext, RegistryEnv } from './context.ts';

/** The operation of a request for a page or an unknown path. Never the path, which its sender chooses. */
const noOperation = 'none';

/** Names each request by an id, which its response and every line of the log have; counts it; and logs its end. */
export function observeRequests({
  log,
  logsRequests,
  metrics,
}: {
  readonly log: (entry: LogEntry) => void;
  readonly logsRequests: boolean;
  readonly metrics: Metrics | undefined;
}) {
  return createMiddleware<RegistryEnv>(async (c, next) => {
    const startedMs = performance.now();
    c.set('requestId', requestIdOf(c.req.header('x-request-id')));
    c.header('X-Request-Id', c.var.requestId);
    const end = metrics?.startRequest();
    let status = 500;
    try {
      await next();
      status = c.res.status;
    } finally {
      end?.({ operation: c.get('operation') ?? noOperation, status });
    }
    if (!logsRequests) return;
    const durationMs = Math.round((performance.now() - startedMs) * 10) / 10;
    const level = status >= 500 ? 'warn' : 'info';
    const code = (c.error === undefined ? undefined : codeOf(c.error)) ?? c.get('problemCode');
    log({ level, message: 'request', ...requestOf(c), device: c.get('device')?.id, status, durationMs, code });
  });
}

/** Returns what a line of the log says about a request. */
export function requestOf(c: RegistryContext): Pick<LogEntry, 'requestId' | 'operation'> {
  return { requestId: c.get('requestId'), operation: c.get('operation') ?? noOperation };
}

/** Returns the proxy's id if it is a plain one, so that its log and ours have the same. */
function requestIdOf(header: string | undefined): string {
  return header !== undefined && /^[\w-]{8,64}$/.test(header) ? header : randomUUID();
}

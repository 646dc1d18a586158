import { maskCardCode } from '@kaiku/client/admission';

/** One line of the log. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  /** The request that it is about. Responses show the id in the header `X-Request-Id`. */
  readonly requestId?: string | undefined;
  readonly operation?: string | undefined;
  readonly device?: string | undefined;
  readonly status?: number | undefined;
  readonly durationMs?: number | undefined;
  /** The code of the problem document, or the database's code of an unexpected error. */
  readonly code?: string | undefined;
}

/** Returns an entry as a line of JSON, without a card code wherever one may have been. */
export function toLogLine(entry: LogEntry, atMs: number): string {
  const line = JSON.stringify({ time: new Date(atMs).toISOString(), ...entry });
  return line.replace(/[A-Z]{1,2}[0-9]{8,9}/g, maskCardCode);
}

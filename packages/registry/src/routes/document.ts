import type { Context } from 'hono';
import { describeRegistry } from '../http/openapi.ts';

let document: string | undefined;

/** The OpenAPI document. Made once: it needs no token, and making it takes as long as forty look-ups. */
export function readDocument(c: Context): Response {
  document ??= JSON.stringify(describeRegistry());
  return c.body(document, 200, { 'Content-Type': 'application/json' });
}

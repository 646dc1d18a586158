import { Seq, UsageId } from '@kaiku/client/contract';
import { type JournalAnswer, LostRequest } from '@kaiku/client/offline-contract';
import type { Context } from 'hono';
import type { RegistryEnv } from '../http/env.ts';
import { problem } from '../http/problems.ts';
import { idInPath, invalid, readBody } from '../http/requests.ts';

/** What has arrived of a journal, and what is missing. */
export async function readJournal(c: Context<RegistryEnv, '/v1/journals/:journal'>): Promise<Response> {
  const journal = idInPath(c, UsageId, 'journal');
  if ('response' in journal) return journal.response;
  const from = fromOf(c.req.query('from') ?? '1');
  if (from === undefined) return invalid(c, 'No number of a journal.', [{ path: 'from', message: 'not a number' }]);
  const answer = await c.var.store.journal(c.var.device, journal.id, from);
  if (answer === undefined) return noSuchJournal(c);
  return c.json({ ...answer, serverTime: c.var.serverTime() } satisfies JournalAnswer);
}

/** Keeps that a device has lost entries of its journal. */
export async function reportLost(c: Context<RegistryEnv, '/v1/journals/:journal/lost'>): Promise<Response> {
  const journal = idInPath(c, UsageId, 'journal');
  if ('response' in journal) return journal.response;
  const request = await readBody(c, LostRequest);
  if ('response' in request) return request.response;
  const kept = await c.var.store.reportLost(c.var.device, journal.id, request.body);
  return kept ? c.json({ journal: journal.id, serverTime: c.var.serverTime() }) : noSuchJournal(c);
}

/** The same for a journal that nobody has and for one of another venue. */
export function noSuchJournal(c: Context<RegistryEnv>): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such journal.' });
}

function fromOf(text: string): number | undefined {
  return /^[0-9]{1,16}$/.test(text) ? Seq.safeParse(Number(text)).data : undefined;
}

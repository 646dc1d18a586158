import { type Run, RunConfirmedAnswer, RunFile, RunNumber, RunRequest, RunsAnswer } from '@kaiku/client/contract';
import * as z from 'zod/mini';
import type { RegistryContext } from '../http/context.ts';
import { EmptyRequest, operation } from '../http/operation.ts';
import { problem } from '../http/problems.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const runOperations = [
  operation({
    method: 'get',
    path: '/v1/runs',
    id: 'listRuns',
    summary: 'List the runs of the hand-over to Kaikukanta that are not confirmed',
    answers: { 200: { description: 'The runs, oldest first', schema: RunsAnswer } },
    handle: listRuns,
  }),
  operation({
    method: 'post',
    path: '/v1/runs',
    id: 'createRuns',
    summary: 'Create runs of the usages that no run has, and of corrections. Each usage is in one run. Safe to repeat',
    budget: 'report',
    request: RunRequest,
    answers: { 200: { description: 'The runs that are not confirmed, new or not', schema: RunsAnswer } },
    log: ({ body }) => ({ subject: body.show, details: body }),
    handle: async (c, { body: { show: showId, from, to } }) => {
      const { store, device } = c.var;
      while ((await store.handOvers.create(device.venueId, { showId, from, to })) !== undefined);
      return listRuns(c);
    },
  }),
  operation({
    method: 'get',
    path: '/v1/runs/{run}/files/{file}',
    id: 'fetchRun',
    summary: 'Fetch the workbook of a run: its usages, or the corrections to make. The same file each time',
    budget: 'report',
    parameters: { run: RunNumber, file: RunFile },
    answers: { 200: { description: 'The workbook', schema: z.string(), type: xlsx } },
    problems: [404],
    log: ({ run, file }) => ({ subject: run, details: { file } }),
    handle: fetchRun,
  }),
  operation({
    method: 'post',
    path: '/v1/runs/{run}/confirm',
    id: 'confirmRun',
    summary: 'Confirm that the venue has imported the file of a run and made its corrections. Safe to repeat',
    parameters: { run: RunNumber },
    request: EmptyRequest,
    answers: { 200: { description: 'Confirmed', schema: RunConfirmedAnswer } },
    problems: [404],
    log: ({ run }) => ({ subject: run }),
    handle: async (c, { run }) => {
      if (run === '' || !(await c.var.runFiles.confirm(c.var.device.venueId, Number(run))))
        return problem(c, 'registry/not-found', {
          detail: 'There is no such run, its file was not fetched, or an earlier run is not confirmed.',
        });
      return c.json({ number: Number(run), serverTime: c.var.serverTime() } satisfies RunConfirmedAnswer);
    },
  }),
];

async function listRuns(c: RegistryContext): Promise<Response> {
  const runs = await c.var.store.handOvers.list(c.var.device.venueId);
  const shown = runs.map(
    ({ createdAt, writtenAt, ...run }): Run => ({
      ...run,
      shows: [...run.shows],
      createdAt: createdAt.toISOString(),
      writtenAt: writtenAt?.toISOString() ?? null,
    }),
  );
  return c.json({ runs: shown, serverTime: c.var.serverTime() } satisfies RunsAnswer);
}

async function fetchRun(
  c: RegistryContext,
  { run, file }: { readonly run: string; readonly file: RunFile },
): Promise<Response> {
  // A malformed name of a file is empty.
  const found = run === '' || !file ? undefined : await c.var.runFiles.read(c.var.device.venueId, Number(run), file);
  if (found === undefined) return problem(c, 'registry/not-found', { detail: 'There is no such file to import.' });
  return c.body(new Uint8Array(found.bytes), 200, {
    'Content-Type': xlsx,
    'Content-Disposition': `attachment; filename="${found.name}"`,
  });
}

import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { operations } from '../../packages/registry/src/operations.ts';
import { registryCases } from './registry.case.ts';

const lines: string[] = [];
let metrics = '';

registryCases('PGlite in memory', async (options) => {
  const registryServer = await createRegistryServer({
    ...options,
    logsRequests: true,
    hasMetrics: true,
    log: (line) => lines.push(line),
  });
  return {
    registryServer,
    async close() {
      metrics += await textOf(registryServer);
      await registryServer.close();
    },
  };
});

const textOf = async ({ metricsApp }: RegistryServer) =>
  (await metricsApp?.fetch(new Request('http://registry.test/metrics')))?.text() ?? '';

/** A card code, as a log masks it. */
const code = /[A-Z]{1,2}[0-9]{8,9}/;

describe('the log of all these cases', () => {
  const requests = () => lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'request');

  it('has a line of JSON for each request, with its id, operation, status and duration', () => {
    expect(requests().length).toBeGreaterThan(500);
    const ids = new Set(['none', ...operations.map(({ id }) => id)]);
    for (const { requestId, operation, status, durationMs } of requests()) {
      expect(requestId).toMatch(/^[\w-]{8,64}$/);
      expect(ids).toContain(operation);
      expect([status, durationMs]).toEqual([expect.any(Number), expect.any(Number)]);
    }
    expect(requests().filter(({ status, code }) => status >= 400 && code === undefined)).toEqual([]);
  });

  it('has no card code and no token', () => {
    const secrets = Object.values(arki.tokens);
    expect(lines.filter((line) => code.test(line) || secrets.some((token) => line.includes(token)))).toEqual([]);
  });
});

describe('the metrics of all these cases', () => {
  it('count requests by operation and status, results, flags and batches', () => {
    expect(metrics).toMatch(/kaiku_requests_total\{operation="recordVisit",status="201"\} [1-9]/);
    expect(metrics).toMatch(/kaiku_request_duration_seconds_bucket\{le="0.25",operation="lookUp"\} [1-9]/);
    expect(metrics).toMatch(/kaiku_results_total\{way="delivery",outcome="counted"\} [1-9]/);
    expect(metrics).toMatch(/kaiku_flags_total\{flag="late"\} [1-9]/);
    expect(metrics).toMatch(/kaiku_batch_visits_count [1-9]/);
    expect(metrics).toMatch(/kaiku_database_up 1/);
    expect(metrics).toMatch(/kaiku_journals_cloned [1-9]/);
  });

  it('have labels of few values: no card code, no id', () => {
    const labels = [...metrics.matchAll(/[{,](\w+)="([^"]*)"/g)].map(([, name, value]) => `${name} ${value}`);
    const ours = labels.filter((label) => /^(operation|status|way|outcome|flag|pool|state) /.test(label));
    expect(new Set(ours).size).toBeLessThan(120);
    expect(labels.filter((label) => code.test(label) || /[0-9a-f]{8}-[0-9a-f]{4}/.test(label))).toEqual([]);
  });
});

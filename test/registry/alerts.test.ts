/** The alerts for Prometheus: each refers to metrics that exist, with labels that they have, and docs/deploy.md explains it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../packages/registry/src/observe/metrics.ts';
import { operations } from '../../packages/registry/src/operations.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const alerts = [...read('examples/registry-server/alerts.yml').matchAll(/- alert: (\w+)\n\s+expr: (.*)/g)].map(
  ([, name = '', expression = '']) => ({ name, expression }),
);

describe('the alerts', () => {
  it('are explained in docs/deploy.md, each in a row', () => {
    const rows = [...read('docs/deploy.md').matchAll(/^\| ([A-Z]\w+) \|/gm)].map(([, name]) => name);
    expect(rows).toEqual(alerts.map(({ name }) => name));
  });

  it('refer to metrics that the registry serves', async () => {
    const noFigures = { figures: () => Promise.reject(new Error('away')), connections: () => [] };
    const text = await (await createMetrics(noFigures).app.request('/metrics')).text();
    const served = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
    const used = alerts.flatMap(({ expression }) => expression.match(/\b(kaiku|nodejs|process)_\w+/g) ?? []);
    expect(used.length).toBeGreaterThan(10);
    expect(used.map((name) => name.replace(/_bucket$/, '')).filter((name) => !served.has(name))).toEqual([]);
  });

  it('name operations that exist', () => {
    const named = alerts.flatMap(({ expression }) =>
      [...expression.matchAll(/operation="(\w+)"/g)].map(([, id]) => id),
    );
    expect(named.filter((id) => !operations.some((operation) => operation.id === id))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { createBatcher } from './batcher.ts';

const moment = () => new Promise((resolve) => setImmediate(resolve));

/** Batches that last until the test ends them. An item is a text of a queue and its keys, such as `hall ann ben`. */
function slowBatches(maxBatchSize = 10) {
  const batches: { readonly items: readonly string[]; end(): void; fail(cause: Error): void }[] = [];
  const results: string[] = [];
  const run = createBatcher<string, string>({
    queueOf: (item) => item.split(' ')[0] ?? '',
    conflictKeysOf: (item) => item.split(' ').slice(1),
    sizeOf: (item) => item.split(' ').length - 1,
    maxBatchSize,
    runBatch: (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, end: () => resolve(items.map((item) => `${item} done`)), fail: reject });
      }),
  });
  const add = (item: string) =>
    run(item).then(
      (result) => results.push(`${result}`),
      (cause: Error) => results.push(`${item}: ${cause.message}`),
    );
  return { batches, results, add, started: () => batches.map(({ items }) => items) };
}

describe('a batcher', () => {
  it('runs the first item at once, and then everything that arrived during it', async () => {
    const { batches, results, add, started } = slowBatches();
    const added = [add('hall ann'), add('hall ben'), add('hall cid')];
    expect(started()).toEqual([['hall ann']]);
    batches[0]?.end();
    await moment();
    expect(started()).toEqual([['hall ann'], ['hall ben', 'hall cid']]);
    batches[1]?.end();
    await Promise.all(added);
    expect(results).toEqual(['hall ann done', 'hall ben done', 'hall cid done']);
    void add('hall dan');
    expect(started().at(-1)).toEqual(['hall dan']);
  });

  it('runs different queues concurrently', () => {
    const { add, started } = slowBatches();
    for (const item of ['hall ann', 'stage ann']) void add(item);
    expect(started()).toEqual([['hall ann'], ['stage ann']]);
  });

  it('keeps conflicting items in different batches, and delays no other item for that', async () => {
    const { batches, add, started } = slowBatches();
    for (const item of ['hall ann', 'hall ben x', 'hall x', 'hall cid']) void add(item);
    batches[0]?.end();
    await moment();
    batches[1]?.end();
    await moment();
    expect(started()).toEqual([['hall ann'], ['hall ben x', 'hall cid'], ['hall x']]);
  });

  it('limits a batch by the sum of its items’ sizes', async () => {
    const { batches, add, started } = slowBatches(2);
    for (const item of ['hall ann', 'hall ben', 'hall cid', 'hall dan', 'hall eve fay']) void add(item);
    for (let index = 0; index < 3; index += 1) {
      batches[index]?.end();
      await moment();
    }
    expect(started()).toEqual([['hall ann'], ['hall ben', 'hall cid'], ['hall dan'], ['hall eve fay']]);
  });

  it('rejects every item of a failed batch, and no later item', async () => {
    const { batches, results, add } = slowBatches();
    const added = [add('hall ann'), add('hall ben'), add('hall cid')];
    batches[0]?.end();
    await moment();
    added.push(add('hall dan'));
    batches[1]?.fail(new Error('disk'));
    await moment();
    batches[2]?.end();
    await Promise.all(added);
    expect(results).toEqual(['hall ann done', 'hall ben: disk', 'hall cid: disk', 'hall dan done']);
  });
});

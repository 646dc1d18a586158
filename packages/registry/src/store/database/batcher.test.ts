import { expect, it } from 'vitest';
import { gather } from './batcher.ts';

const moment = () => new Promise((resolve) => setImmediate(resolve));

/** Work that lasts until the test ends it: items are texts of a line and of what sets them apart, such as `hall ann ben`. */
function slowWork(max = 10) {
  const underWay: { readonly items: readonly string[]; end(): void; fail(cause: Error): void }[] = [];
  const told: string[] = [];
  const go = gather<string, string>({
    lineOf: (item) => item.split(' ')[0] ?? '',
    apartBy: (item) => item.split(' ').slice(1),
    sizeOf: (item) => item.split(' ').length - 1,
    max,
    together: (items) =>
      new Promise((resolve, reject) => {
        underWay.push({ items, end: () => resolve(items.map((item) => `${item} done`)), fail: reject });
      }),
  });
  const ask = (item: string) =>
    go(item).then(
      (result) => told.push(`${result}`),
      (cause: Error) => told.push(`${item}: ${cause.message}`),
    );
  return { underWay, told, ask, begun: () => underWay.map(({ items }) => items) };
}

it('does one at once, and then all together that came meanwhile', async () => {
  const { underWay, told, ask, begun } = slowWork();
  const asked = [ask('hall ann'), ask('hall ben'), ask('hall cid')];
  expect(begun()).toEqual([['hall ann']]);
  underWay[0]?.end();
  await moment();
  expect(begun()).toEqual([['hall ann'], ['hall ben', 'hall cid']]);
  underWay[1]?.end();
  await Promise.all(asked);
  expect(told).toEqual(['hall ann done', 'hall ben done', 'hall cid done']);
  void ask('hall dan');
  expect(begun().at(-1)).toEqual(['hall dan']);
});

it('holds up no other line', () => {
  const { ask, begun } = slowWork();
  for (const item of ['hall ann', 'stage ann']) void ask(item);
  expect(begun()).toEqual([['hall ann'], ['stage ann']]);
});

it('does apart what is to be apart, and holds up nobody behind it', async () => {
  const { underWay, ask, begun } = slowWork();
  for (const item of ['hall ann', 'hall ben x', 'hall x', 'hall cid']) void ask(item);
  underWay[0]?.end();
  await moment();
  underWay[1]?.end();
  await moment();
  expect(begun()).toEqual([['hall ann'], ['hall ben x', 'hall cid'], ['hall x']]);
});

it('does no more together than it may, by their size', async () => {
  const { underWay, ask, begun } = slowWork(2);
  for (const item of ['hall ann', 'hall ben', 'hall cid', 'hall dan', 'hall eve fay']) void ask(item);
  for (let nth = 0; nth < 3; nth += 1) {
    underWay[nth]?.end();
    await moment();
  }
  expect(begun()).toEqual([['hall ann'], ['hall ben', 'hall cid'], ['hall dan'], ['hall eve fay']]);
});

it('fails for those who were done together, and for nobody after', async () => {
  const { underWay, told, ask } = slowWork();
  const asked = [ask('hall ann'), ask('hall ben'), ask('hall cid')];
  underWay[0]?.end();
  await moment();
  asked.push(ask('hall dan'));
  underWay[1]?.fail(new Error('disk'));
  await moment();
  underWay[2]?.end();
  await Promise.all(asked);
  expect(told).toEqual(['hall ann done', 'hall ben: disk', 'hall cid: disk', 'hall dan done']);
});

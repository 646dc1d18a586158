// The fake reader of the testkit, against the source that a page reads with.
import type { LayoutName, ReaderSettings } from '@kaiku/testkit/reader';
import { createFakeReader, layouts } from '@kaiku/testkit/reader';
import { wedgeSource } from '../../packages/capture/src/wedge/index.ts';
import { cardGrammar } from '../../packages/client/src/card/grammar.ts';
import { describe, it, same } from '../capture/browser-words.ts';

const card = 'A045198723';

/** Scans a text into an input. Returns what a wedge source read, what a person would see, and how often the form was sent. */
async function scanInto(text: string, settings: ReaderSettings) {
  const form = document.body.appendChild(document.createElement('form'));
  const input = form.appendChild(document.createElement('input'));
  let submits = 0;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submits += 1;
  });
  const source = wedgeSource({ grammar: cardGrammar });
  const readings: string[] = [];
  const read = new Promise<void>((resolve) => {
    source.subscribe((event) => {
      if (event.type === 'reading') readings.push(event.reading.text);
      if (event.type === 'reading' || event.type === 'unrecognised') resolve();
    });
  });
  await source.start();
  input.focus();
  createFakeReader(settings).scan(text);
  await read;
  await source.close();
  form.remove();
  return { readings, value: input.value, submits };
}

describe('a fake reader', () => {
  for (const computer of ['us', 'fi', 'sv', 'de', 'fr'] satisfies LayoutName[])
    it(`is read on a computer set to ${computer}, and leaves the focused field empty`, async () => {
      same(await scanInto(card, { computer }), { readings: [card], value: '', submits: 0 });
    });

  it('is read with a prefix, Caps Lock and a Tab', async () => {
    const settings = { prefix: ']A0', suffix: '\t', capsLock: true } as const;
    same(await scanInto(card, settings), { readings: [card], value: '', submits: 0 });
  });

  it('types into a field, and presses its Enter, if no source listens', () => {
    const form = document.body.appendChild(document.createElement('form'));
    const input = form.appendChild(document.createElement('input'));
    let submits = 0;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submits += 1;
    });
    input.focus();
    const reader = createFakeReader({ computer: 'fr' });
    reader.scan('A1');
    same([input.value, submits], ['Q&', 1]);
    form.remove();
  });

  it('has every layout by its name', () => {
    same(Object.keys(layouts).length, 12);
  });
});

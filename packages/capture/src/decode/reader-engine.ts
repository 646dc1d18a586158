import type { Symbology } from '../reading.ts';
import type { Engine } from './engine.ts';
import { toLoadError } from './engine-errors.ts';
import { type Frame, refuseMisshapen } from './frame.ts';
import { createLoadable } from './loadable.ts';

/** Reads texts from frames, and decides which of them to accept. */
interface Reader {
  read(frame: Frame): readonly { readonly text: string; readonly accepted: boolean }[];
}

/** Creates an engine of one of our own decoders: plain TypeScript that loads nothing but its tables. */
export function readerEngine(symbology: Symbology, createReader: () => Reader): Engine {
  const reader = createLoadable(createReader, toLoadError);
  return {
    load: reader.load,
    async decode(frame) {
      const { read } = reader.need();
      refuseMisshapen(frame);
      const texts = new Set(read(frame).flatMap(({ accepted, text }) => (accepted ? [text] : [])));
      return [...texts].map((text) => ({ symbology, text }));
    },
    async close() {
      reader.close();
    },
  };
}

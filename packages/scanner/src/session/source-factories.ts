import { cameraSource, type ReadingSource } from '@kaiku/capture';
import { wedgeSource } from '@kaiku/capture/wedge';
import { cardGrammar, parseEnrolmentCode } from '@kaiku/client';
import { cameraMemory } from '../browser/camera-memory.ts';
import type { SourceFactories } from './sources.ts';

/** What the page has set about the sources. */
interface SourceSettings {
  readonly createCamera: ((video: HTMLVideoElement, accepts?: (text: string) => boolean) => ReadingSource) | undefined;
  readonly createWedge: (() => ReadingSource) | undefined;
  readonly workerUrl: string | URL | undefined;
  readonly wasmUrl: string | URL | undefined;
}

interface SourceFactoriesOptions {
  readonly settings: SourceSettings;
  /** Returns where the camera shows its picture. */
  readonly video: () => HTMLVideoElement;
  /** False while all keys belong to the page. */
  readonly listens: () => boolean;
  /** True if the page wants a source. */
  readonly wants: (origin: ReadingSource['origin']) => boolean;
  /** What is read: cards, or the code that enrols this device. A reader types the code into the field. */
  readonly purpose: 'cards' | 'codes';
}

const isCode = (text: string) => parseEnrolmentCode(text) !== undefined;

/** Returns functions that create the sources the page wants. */
export function sourceFactories({ settings, video, listens, wants, purpose }: SourceFactoriesOptions): SourceFactories {
  const { createCamera, createWedge, workerUrl, wasmUrl } = settings;
  const isForCards = purpose === 'cards';
  const grammars = isForCards ? { grammar: cardGrammar } : { grammar: [], accepts: isCode };
  const camera = () => {
    const options = { video: video(), ...grammars, workerUrl, wasmUrl, memory: cameraMemory };
    const own = isForCards ? createCamera?.(options.video) : createCamera?.(options.video, isCode);
    return own ?? cameraSource(options);
  };
  const wedge = () => createWedge?.() ?? wedgeSource({ grammar: cardGrammar, listens });
  return { ...(wants('camera') && { camera }), ...(wants('wedge') && isForCards && { wedge }) };
}

export type { LensMemory } from './camera/lens-choice.ts';
export { type CameraSource, type CameraSourceOptions, cameraSource } from './camera-source.ts';
export type { DecodedSymbol, Engine } from './decode/engine.ts';
export type { Frame } from './decode/frame.ts';
export type { EngineName } from './decode/protocol.ts';
export { CaptureError, type CaptureErrorCode, isCaptureError } from './errors.ts';
export { matchesGrammar } from './grammar.ts';
export type {
  CameraAt,
  CameraControl,
  CameraState,
  Reading,
  ReadingOrigin,
  ReadingRepair,
  ReadingSource,
  SourceEvent,
  SourceState,
  SymbolGrammar,
  Symbology,
  SymbolShape,
} from './reading.ts';

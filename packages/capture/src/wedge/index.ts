export { type CaptureFieldOptions, captureFieldSource } from './capture-field-source.ts';
export { examineReader, type ReaderProfile, type TestScan } from './examine-reader.ts';
export type { Keyboard } from './judge.ts';
export type { Stroke } from './stroke.ts';
export { type WedgeEnvironment, type WedgeSourceOptions, wedgeSource } from './wedge-source.ts';

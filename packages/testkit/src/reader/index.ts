export { createFakeReader, type FakeReader } from './fake-reader.ts';
export type { ReaderKey } from './keystrokes.ts';
export { type Layout, type LayoutName, layouts } from './layouts.ts';
export { type ReaderSettings, readerKeys } from './reader-keys.ts';

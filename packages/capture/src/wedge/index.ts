export type { Keyboard } from './judge.ts';
export { type WedgeSourceOptions, type WedgeWindow, wedgeSource } from './wedge-source.ts';

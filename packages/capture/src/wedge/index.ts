export type { Keyboard } from './classify.ts';
export { type WedgeSourceOptions, type WedgeWindow, wedgeSource } from './wedge-source.ts';

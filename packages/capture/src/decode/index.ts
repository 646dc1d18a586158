// What a page's own decode worker is made of. Importing this does nothing.
export type { DecodedSymbol, Engine } from './engine.ts';
export { type EngineMaker, firstToLoad } from './first-to-load.ts';
export type { Frame } from './frame.ts';
export { type LoadOptions, type ServingScope, serveEngine } from './serve-engine.ts';
export { createStrategy, type StrategyOptions, type ThoroughEngine } from './strategy.ts';

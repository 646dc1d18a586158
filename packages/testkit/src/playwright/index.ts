export { fakeCameraOn, type PageCamera } from './camera.ts';
export { openElementTill } from './element-till.ts';
export { type KaikuFixtures, kaikuFixtures, type Network, networkOf } from './fixtures.ts';
export { type PageReader, pressKeys, readerOn } from './reader.ts';
export { type SavedFile, type Scanner, scannerOn, type VerdictOutcome } from './scanner.ts';
export { shiftClock } from './shift-clock.ts';
export { waitLonger } from './wait-longer.ts';

export type { App } from './app.ts';
export { createSandbox, type Sandbox, type SandboxOptions, type ScenarioName } from './create-sandbox.ts';
export type { ChooseFault, Fault } from './faults.ts';
export { type Listening, listen } from './listen.ts';
export { arki } from './scenarios/arki.ts';
export type { World } from './scenarios/world.ts';
export type { DatabaseChoice } from './store/create-store.ts';
export { defaultLimits, type LookUpLimits, type Pace } from './store/limits.ts';
export type { Store, UsageRow, VenueKind } from './store/store.ts';

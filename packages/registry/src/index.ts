export type { App } from './app.ts';
export {
  createRegistryServer,
  type RegistryServer,
  type RegistryServerOptions,
  type ScenarioName,
} from './create-registry-server.ts';
export type { ChooseFault, Fault } from './faults.ts';
export { faultsBySeed } from './faults-by-seed.ts';
export { type Listening, listen } from './listen.ts';
export { arki } from './scenarios/arki.ts';
export type { World } from './scenarios/world.ts';
export type { DatabaseChoice } from './store/create-store.ts';
export { defaultLimits, type LookUpLimits, type Pace } from './store/limits.ts';
export type { Store, TicketSource, UsageRow, VenueKind } from './store/store.ts';

export type { App } from './app.ts';
export {
  createRegistryServer,
  type RegistryServer,
  type RegistryServerOptions,
  type ScenarioName,
} from './create-registry-server.ts';
export { type ExamineOptions, examine, type Finding, toReport } from './doctor/doctor.ts';
export type { ChooseFault, Fault } from './faults/faults.ts';
export { faultsBySeed } from './faults/faults-by-seed.ts';
export { type Budget, type BudgetKind, type Budgets, defaultBudgets } from './http/budgets.ts';
export { type Listening, type ListenOptions, listen } from './listen.ts';
export { arki } from './scenarios/arki.ts';
export type { CardCheck, CardList, CardListState, ListedCard } from './store/cards/card-list.ts';
export { type DatabaseChoice, migrateDatabase } from './store/create-store.ts';
export { defaultLimits, type LookUpLimits, type Pace } from './store/lookups/limits.ts';
export type { Migrated } from './store/migrate.ts';
export { newSealingKey, type PrivateSealingKey } from './store/sealing/sealing.ts';
export { addSealingKey, readSealingKeys } from './store/sealing/sealing-keys.ts';
export type { Store } from './store/store.ts';
export type { UsageRow } from './store/usages/usages.ts';
export type { TicketSource } from './store/visits/results.ts';
export type { World } from './store/world.ts';

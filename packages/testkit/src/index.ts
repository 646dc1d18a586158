export { arki } from '@kaiku/registry';
export { type ExpectedUsage, type KaikuMatchers, kaikuMatchers, toHaveRecorded } from './matchers.ts';
export { createFakeClock, type FakeClock } from './registry/clock.ts';
export { controlApp } from './registry/control.ts';
export type { FaultOn, FaultSwitch } from './registry/fault-switch.ts';
export { openTestRegistry, type TestRegistry, type TestRegistryOptions } from './registry/test-registry.ts';
export { openWire, type Wire } from './registry/wire.ts';

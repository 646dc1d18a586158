export { type Check, type CheckResult, type ConformanceReport, runChecks, toMarkdown } from './check.ts';
export { type RegistryUnderTest, registryChecks } from './registry-checks.ts';
export { type Till, type TillAnswer, type TillSetting, type TillUnderTest, tillChecks } from './till-checks.ts';

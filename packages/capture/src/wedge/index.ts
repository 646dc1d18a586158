export { type WedgeEnvironment, type WedgeSourceOptions, wedgeSource } from './wedge-source.ts';

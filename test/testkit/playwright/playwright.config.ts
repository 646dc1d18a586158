import { defineConfig } from '@playwright/test';
import { chromiumFlags, headlessPath } from '../../support/chromium.ts';

export default defineConfig({
  testDir: '.',
  outputDir: '../../../.cache/playwright',
  workers: 1,
  reporter: 'json',
  // Only to end what hangs.
  timeout: 120_000,
  use: {
    baseURL: process.env.TILL_URL ?? '',
    launchOptions: { executablePath: headlessPath, args: [...chromiumFlags] },
  },
});

import type { BrowserLauncher } from '@web/test-runner';
import type { Running, Tab } from './tab.ts';

/**
 * Returns a launcher of Web Test Runner for an engine. It runs one file at a time: WebKitGTK has one tab, and a tab of Firefox
 * is hidden while another is in front of it.
 */
export function launcherOf(name: string, start: () => Promise<Running>): BrowserLauncher {
  let running: Running | undefined;
  let tab: Tab | undefined;
  let active: { readonly id: string; readonly url: string } | undefined;
  const launcher = {
    name,
    // So that the commands for keys and for the window's size call the tab, whose methods have Puppeteer's names.
    type: 'puppeteer',
    concurrency: 1,
    async startSession(id: string, url: string) {
      active = { id, url };
      running ??= await start();
      tab ??= await running.open();
      await tab.setViewport({ width: 800, height: 600 });
      await tab.goto(url);
    },
    isActive: (id: string) => active?.id === id,
    getBrowserUrl: () => active?.url,
    getPage: () => tab,
    async stopSession() {
      active = undefined;
      await tab?.goto('about:blank');
      return {};
    },
    startDebugSession: () => Promise.reject(new Error('Open the address that the runner prints in a browser.')),
    stop: async () => running?.close(),
  };
  return launcher;
}

/**
 * Lets a page wait 15 seconds for the registry's answer, where the client waits 2.5: on a busy machine, a test would mistake a late
 * answer for an outage. Pages receive this function as text, so it must not use anything outside its body.
 */
export function waitLonger(): void {
  const [clientsMs, longerMs] = [2500, 15_000];
  globalThis.setTimeout = new Proxy(globalThis.setTimeout, {
    apply: (target, self, [task, ms, ...rest]) =>
      Reflect.apply(target, self, [task, ms === clientsMs ? longerMs : ms, ...rest]),
  });
}

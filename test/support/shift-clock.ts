/**
 * Puts a page's or a process's clock ahead by so many milliseconds; it goes on from there. Runs in pages too, where it is
 * given as text: it uses nothing from outside.
 */
export function shiftClock(aheadMs: number): void {
  const Machine = globalThis.Date;
  const nowMs = () => Machine.now() + aheadMs;
  globalThis.Date = new Proxy(Machine, {
    apply: () => new Machine(nowMs()).toString(),
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [nowMs()] : given, made),
    get: (target, name) => (name === 'now' ? nowMs : Reflect.get(target, name)),
  });
}

/**
 * Sets the clock of a page or a process ahead. The clock continues from there. Pages receive this function as text, so it
 * must not use anything outside its body.
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

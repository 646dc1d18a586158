/** The clock of the page, which can be set ahead. */
let aheadMs = 0;

/** Puts a clock that can be set behind `Date`. Call it before anything else reads the time. */
export function installClock(): void {
  const Machine = globalThis.Date;
  const nowMs = () => Machine.now() + aheadMs;
  globalThis.Date = new Proxy(Machine, {
    apply: () => new Machine(nowMs()).toString(),
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [nowMs()] : given, made),
    get: (target, name) => (name === 'now' ? nowMs : Reflect.get(target, name)),
  });
}

/** Sets how far the clock is ahead of the machine's, in milliseconds. */
export function setClock(ms: number): void {
  aheadMs = ms;
}

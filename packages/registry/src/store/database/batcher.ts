/** What is gathered, and what is done with it. */
export interface Gathering<Item, Result> {
  /** Those of one line are done one after the other, or together. */
  readonly lineOf: (item: Item) => string;
  /** Two that share one of these are not done together: the later waits for the next time. */
  readonly apartBy: (item: Item) => readonly string[];
  /** How much one counts for, at most `max`. */
  readonly sizeOf: (item: Item) => number;
  /** So much is done together at most. */
  readonly max: number;
  /** Does them; what it gives for each, in their order. */
  readonly together: (items: readonly Item[]) => Promise<readonly (Result | undefined)[]>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result | undefined) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Does an item at once where none of its line is under way; else, when that is done, together with all that wait by then.
 * What rejects does so for those alone that were done together.
 */
export function gather<Item, Result>(gathering: Gathering<Item, Result>): (item: Item) => Promise<Result | undefined> {
  /** Who waits in each line of which something is under way. */
  const lines = new Map<string, readonly Waiting<Item, Result>[]>();

  async function serve(line: string): Promise<void> {
    for (let next = take(line); next.length > 0; next = take(line)) await doTogether(next, gathering);
    lines.delete(line);
  }

  function take(line: string): readonly Waiting<Item, Result>[] {
    const waiting = lines.get(line) ?? [];
    const next = nextOf(waiting, gathering);
    const rest = waiting.filter((one) => !next.includes(one));
    lines.set(line, rest);
    return next;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      const line = gathering.lineOf(item);
      const waiting = lines.get(line);
      lines.set(line, [...(waiting ?? []), { item, resolve, reject }]);
      if (waiting === undefined) void serve(line);
    });
}

/** Who may be done together next, first come, first served. */
function nextOf<Item, Result>(
  waiting: readonly Waiting<Item, Result>[],
  { apartBy, sizeOf, max }: Gathering<Item, Result>,
): readonly Waiting<Item, Result>[] {
  const met = new Set<string>();
  const next: Waiting<Item, Result>[] = [];
  let size = 0;
  for (const one of waiting) {
    const names = apartBy(one.item);
    if (size + sizeOf(one.item) > max) break;
    if (names.some((name) => met.has(name))) continue;
    for (const name of names) met.add(name);
    next.push(one);
    size += sizeOf(one.item);
  }
  return next;
}

async function doTogether<Item, Result>(
  those: readonly Waiting<Item, Result>[],
  { together }: Gathering<Item, Result>,
): Promise<void> {
  try {
    const results = await together(those.map(({ item }) => item));
    for (const [nth, { resolve }] of those.entries()) resolve(results[nth]);
  } catch (cause) {
    for (const { reject } of those) reject(cause);
  }
}

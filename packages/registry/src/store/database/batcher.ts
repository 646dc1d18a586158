export interface BatcherOptions<Item, Result> {
  /** Names the queue of an item. Batches of one queue run one after another; different queues run concurrently. */
  readonly queueOf: (item: Item) => string;
  /** Two items that share a key never run in the same batch. The later one waits for a later batch. */
  readonly conflictKeysOf: (item: Item) => readonly string[];
  /** Returns the size of an item, at most `maxBatchSize`. */
  readonly sizeOf: (item: Item) => number;
  readonly maxBatchSize: number;
  /** Runs a batch. Returns one result per item, in the same order. */
  readonly runBatch: (items: readonly Item[]) => Promise<readonly (Result | undefined)[]>;
}

interface PendingItem<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result | undefined) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Returns a function that runs an item at once if its queue is idle, and otherwise with what is waiting when the current
 * batch ends. There is no timer: the busier the queue, the larger its batches. If a batch fails, only the promises of
 * its own items reject.
 */
export function createBatcher<Item, Result>(
  options: BatcherOptions<Item, Result>,
): (item: Item) => Promise<Result | undefined> {
  /** Waiting items of each queue that has a batch in flight. An idle queue has no key. */
  const queues = new Map<string, readonly PendingItem<Item, Result>[]>();

  async function drain(queue: string): Promise<void> {
    for (let batch = takeBatch(queue); batch.length > 0; batch = takeBatch(queue)) await settleBatch(batch, options);
    queues.delete(queue);
  }

  function takeBatch(queue: string): readonly PendingItem<Item, Result>[] {
    const waiting = queues.get(queue) ?? [];
    const batch = selectBatch(waiting, options);
    const rest = waiting.filter((pending) => !batch.includes(pending));
    queues.set(queue, rest);
    return batch;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      const queue = options.queueOf(item);
      const waiting = queues.get(queue);
      queues.set(queue, [...(waiting ?? []), { item, resolve, reject }]);
      if (waiting === undefined) void drain(queue);
    });
}

/** Returns the next batch in arrival order, without items that conflict with one already selected. */
function selectBatch<Item, Result>(
  waiting: readonly PendingItem<Item, Result>[],
  { conflictKeysOf, sizeOf, maxBatchSize }: BatcherOptions<Item, Result>,
): readonly PendingItem<Item, Result>[] {
  const selectedKeys = new Set<string>();
  const batch: PendingItem<Item, Result>[] = [];
  let size = 0;
  for (const pending of waiting) {
    const keys = conflictKeysOf(pending.item);
    if (size + sizeOf(pending.item) > maxBatchSize) break;
    if (keys.some((key) => selectedKeys.has(key))) continue;
    for (const key of keys) selectedKeys.add(key);
    batch.push(pending);
    size += sizeOf(pending.item);
  }
  return batch;
}

/** Runs a batch and settles the promise of each item. Never rejects. */
async function settleBatch<Item, Result>(
  batch: readonly PendingItem<Item, Result>[],
  { runBatch }: BatcherOptions<Item, Result>,
): Promise<void> {
  try {
    const results = await runBatch(batch.map(({ item }) => item));
    for (const [index, { resolve }] of batch.entries()) resolve(results[index]);
  } catch (cause) {
    for (const { reject } of batch) reject(cause);
  }
}

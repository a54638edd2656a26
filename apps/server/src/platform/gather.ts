/** The fate of one item of a batch that otherwise went well. */
export class Failed {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/**
 * Writes together what arrives together: one batch in flight, the next gathers meanwhile. No timer, so a lone item waits for nothing.
 *
 * `write` answers one result per item, in order; `Failed` rejects that item alone. When it throws, every item of the batch is rejected.
 */
export function gather<Item, Result>(
  most: number,
  write: (items: Item[]) => Promise<(Result | Failed)[]>,
): (item: Item) => Promise<Result> {
  let waiting: { item: Item; resolve: (r: Result) => void; reject: (e: unknown) => void }[] = [];
  let writing = false;

  async function drain(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        const results = await write(batch.map((w) => w.item));
        batch.forEach((w, i) => {
          const result = results[i]!;
          if (result instanceof Failed) w.reject(result.error);
          else w.resolve(result);
        });
      } catch (error) {
        for (const w of batch) w.reject(error);
      }
    }
    writing = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // A microtask later, so that what one turn of the event loop received is one batch.
      if (!writing) {
        writing = true;
        queueMicrotask(() => void drain());
      }
    });
}

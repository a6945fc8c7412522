/** Work of one kind, which any lane can do once it has made itself ready for it. */
export interface Heap<Item> {
  name: string;
  items: Item[];
  /** Only this lane can do it; null: any. */
  lane: number | null;
}

/**
 * Shares heaps of work among lanes that cost something to make ready: a lane goes on with what it is ready for, and takes
 * the largest heap that is left when that is done.
 * @param count of lanes
 */
export async function inLanes<Item>(
  heaps: readonly Heap<Item>[],
  count: number,
  work: (lane: number, heap: Heap<Item>, next: () => Item | undefined) => Promise<void>,
): Promise<void> {
  const busy = new Map(heaps.map((heap) => [heap, 0]));
  const lane = async (place: number) => {
    for (;;) {
      const heap = largest(heaps, place, busy);
      if (heap === undefined) return;
      busy.set(heap, (busy.get(heap) ?? 0) + 1);
      await work(place, heap, () => heap.items.shift());
      busy.set(heap, (busy.get(heap) ?? 0) - 1);
    }
  };
  await Promise.all(Array.from({ length: count }, (_, place) => lane(place)));
}

/** By what would be left for each who works on it; what this lane alone can do comes first. */
function largest<Item>(
  heaps: readonly Heap<Item>[],
  place: number,
  busy: ReadonlyMap<Heap<Item>, number>,
): Heap<Item> | undefined {
  const open = heaps.filter(({ items, lane }) => items.length > 0 && (lane === null || lane === place));
  const share = (heap: Heap<Item>) => heap.items.length / ((busy.get(heap) ?? 0) + 1);
  const rank = (heap: Heap<Item>) => (heap.lane === place ? Number.POSITIVE_INFINITY : share(heap));
  return open.toSorted((one, other) => rank(other) - rank(one))[0];
}

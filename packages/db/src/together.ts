import pg from 'pg';

/** One statement at a time gathers the most; a second goes out beside one that is so late, which may wait for a lock. */
const LATE_MS = 10;
const MOST_STATEMENTS = 4;
/** How many wait for the slowest of them at most. */
const MOST_ITEMS = 32;

type Waiting<Item, Answer> = {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};

/**
 * Asks the database for whoever asks at the same time in one statement. ask: answers each item in the items' order, or
 * does nothing and throws. Where Postgres refuses a statement of several, each is asked alone, so that none suffers for
 * another; who may be refused for good is told as if they had been alone from the beginning. A connection that broke is
 * told to all: nobody knows what the statement has done.
 * orderOf: by it the items of a statement are sorted, so that two statements lock in one order.
 */
export function together<Item, Answer>(
  ask: (items: readonly Item[]) => Promise<readonly Answer[]>,
  orderOf: (item: Item) => string,
): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = [];
  let out = 0;
  // Of those that are out.
  let late = 0;
  let isDue = false;

  async function askAlone({ item, resolve, reject }: Waiting<Item, Answer>): Promise<void> {
    try {
      const [answer] = await ask([item]);
      resolve(answer as Answer);
    } catch (error) {
      reject(error);
    }
  }

  async function askAll(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await ask(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(answers[index] as Answer));
    } catch (error) {
      if (batch.length > 1 && isRefusal(error)) await Promise.all(batch.map(askAlone));
      else for (const { reject } of batch) reject(error);
    }
  }

  async function send(): Promise<void> {
    const batch = waiting
      .splice(0, MOST_ITEMS)
      .map((each) => ({ ...each, order: orderOf(each.item) }))
      .toSorted((one, other) => (one.order < other.order ? -1 : Number(one.order > other.order)));
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      late += 1;
      sendSoon();
    }, LATE_MS);
    out += 1;
    await askAll(batch);
    clearTimeout(timer);
    out -= 1;
    if (isLate) late -= 1;
    sendSoon();
  }

  /** Who asks in the same turn of the loop comes along. */
  function sendSoon(): void {
    if (isDue || waiting.length === 0 || out > late || out === MOST_STATEMENTS) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      void send();
    });
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      sendSoon();
    });
}

/** Whether Postgres says that the statement has done nothing; it may go on to talk. Drizzle wraps what the driver threw. */
function isRefusal(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof pg.DatabaseError) return at.severity === 'ERROR';
  }
  return false;
}

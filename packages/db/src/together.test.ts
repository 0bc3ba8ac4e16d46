import pg from 'pg';
import { expect, test } from 'vitest';
import { together } from './together.ts';

type Statement = { items: readonly string[]; answer: () => void; fail: (error: Error) => void };

/** What is asked of the database, which answers when it is told to: each item with itself. */
function aDatabase() {
  const statements: Statement[] = [];
  const seen: (() => void)[] = [];
  const ask = together<string, string>(
    (items) =>
      new Promise((resolve, reject) => {
        statements.push({
          items,
          answer: () => resolve(items.map((item) => `${item}!`)),
          fail: reject,
        });
        for (const tell of seen.splice(0)) tell();
      }),
    (item) => item,
  );
  const statement = async (index: number): Promise<Statement> => {
    for (;;) {
      const there = statements[index];
      if (there) return there;
      await new Promise<void>((resolve) => void seen.push(resolve));
    }
  };
  return { ask, statement, statements };
}

function refusal(severity: 'ERROR' | 'FATAL'): Error {
  const error = Object.assign(new pg.DatabaseError('no', 0, 'error'), { severity });
  return new Error('as Drizzle wraps it', { cause: error });
}

test('who asks in one turn shares a statement, in order, and each gets its own answer', async () => {
  const { ask, statement, statements } = aDatabase();
  const answers = Promise.all(['b', 'c', 'a'].map(ask));
  (await statement(0)).answer();
  expect(await answers).toEqual(['b!', 'c!', 'a!']);
  expect(statements.map(({ items }) => items)).toEqual([['a', 'b', 'c']]);
});

test('who comes while a statement is out goes with the next', async () => {
  const { ask, statement } = aDatabase();
  const first = ask('a');
  const one = await statement(0);
  const more = Promise.all([ask('c'), ask('b')]);
  one.answer();
  const two = await statement(1);
  two.answer();
  expect([await first, ...(await more)]).toEqual(['a!', 'c!', 'b!']);
  expect([one.items, two.items]).toEqual([['a'], ['b', 'c']]);
});

test('a statement that waits for a lock holds nobody else up, and no more than four are out', async () => {
  const { ask, statement, statements } = aDatabase();
  const answers: Promise<string>[] = [];
  for (const [index, item] of ['a', 'b', 'c', 'd'].entries()) {
    answers.push(ask(item));
    await statement(index);
  }
  answers.push(ask('e'), ask('f'));
  await new Promise((resolve) => void setTimeout(resolve, 50));
  expect(statements.map(({ items }) => items)).toEqual([['a'], ['b'], ['c'], ['d']]);
  statements[1]?.answer();
  (await statement(4)).answer();
  for (const index of [0, 2, 3]) statements[index]?.answer();
  expect(await Promise.all(answers)).toEqual(['a!', 'b!', 'c!', 'd!', 'e!', 'f!']);
});

test('no statement takes more than thirty-two', async () => {
  const { ask, statement } = aDatabase();
  const answers = Promise.all(Array.from({ length: 40 }, (_, n) => ask(`${n}`)));
  const one = await statement(0);
  one.answer();
  const two = await statement(1);
  two.answer();
  expect([one.items.length, two.items.length]).toEqual([32, 8]);
  expect(new Set(await answers).size).toBe(40);
});

test('what Postgres refuses is asked one by one, so that one bad item is refused by itself', async () => {
  const { ask, statement } = aDatabase();
  const ends = Promise.allSettled(['good', 'bad', 'well'].map(ask));
  (await statement(0)).fail(refusal('ERROR'));
  for (const index of [1, 2, 3]) {
    const alone = await statement(index);
    if (alone.items[0] === 'bad') alone.fail(refusal('ERROR'));
    else alone.answer();
  }
  expect((await ends).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('one that was alone is not asked again', async () => {
  const { ask, statement, statements } = aDatabase();
  const answer = ask('a');
  (await statement(0)).fail(refusal('ERROR'));
  await expect(answer).rejects.toThrow('as Drizzle wraps it');
  expect(statements).toHaveLength(1);
});

test.each([
  ['a backend that was killed', refusal('FATAL')],
  ['a connection that broke', new Error('Connection terminated unexpectedly')],
])('%s is told to all: the statement may have been done', async (_, error) => {
  const { ask, statement, statements } = aDatabase();
  const ends = Promise.allSettled(['a', 'b'].map(ask));
  (await statement(0)).fail(error);
  expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(statements).toHaveLength(1);
  const later = ask('c');
  (await statement(1)).answer();
  expect(await later).toBe('c!');
});

import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { openBooks } from './testing/books.ts';
import { endings } from './testing/endings.ts';
import { plans, proveEnding, viewings, type Stage } from './testing/prove-ending.ts';
import { openTestHouse } from './testing/test-house.ts';

let stage: Stage;
beforeAll(async () => {
  const house = await openTestHouse(inject('ownerUrl'));
  stage = { house, other: house.addServer(), books: await openBooks(house) };
});
afterAll(async () => {
  await stage.books.close();
  await stage.house.close();
});

describe.each(viewings)('viewer %s', (viewing) => {
  test.concurrent.for(endings)('$name', async (ending) => {
    for (const plan of plans) await proveEnding(stage, { ending, viewing, plan });
  });
});

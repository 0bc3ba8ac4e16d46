import { eq } from 'drizzle-orm';
import { users } from '@geko/db/schema/identity';
import type { TestHouse } from './test-house.ts';
import { registerPerson, type TestPerson } from './test-person.ts';

/** Somebody with a company of their own who runs the installation. */
export async function registerOperator(house: TestHouse): Promise<TestPerson> {
  const person = await registerPerson(house);
  await house.database.db
    .update(users)
    .set({ platformRole: 'operator' })
    .where(eq(users.id, person.userId));
  return person;
}

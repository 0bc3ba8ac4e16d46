import { randomUUID } from 'node:crypto';
import type { IssuedLicence, LicenceTier } from '@geko/contracts/licences';
import { registerOperator } from './operator.ts';
import type { TestHouse } from './test-house.ts';
import type { TestPerson } from './test-person.ts';

/** A licence of somebody's workspace, issued by an operator of its own unless one is given. */
export async function issueLicence(
  house: TestHouse,
  { workspaceId }: { workspaceId: string },
  {
    operator,
    ...terms
  }: {
    operator?: TestPerson;
    tier?: LicenceTier;
    holderEmail?: string;
    expiresAt?: string | null;
  } = {},
): Promise<IssuedLicence> {
  const by = operator ?? (await registerOperator(house));
  const { data, error } = await by.mutate<IssuedLicence>('licences.issue', {
    workspaceId,
    id: randomUUID(),
    tier: 'api',
    holderEmail: 'buyer@example.com',
    ...terms,
  });
  if (error) throw new Error(`no licence was issued: ${error.message}`);
  return data;
}

import { randomUUID } from 'node:crypto';
import type { IssuedLicence, Licence, LicenceList, LicenceTier } from '@geko/contracts/licences';
import { registerOperator } from './operator.ts';
import { MODEL, saying } from './program.ts';
import { callRest, type RestAnswer } from './rest-calls.ts';
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

/** POST /licence/validate, activate or deactivate. */
export const postLicence = (house: TestHouse, verb: string, body: object): Promise<RestAnswer> =>
  callRest(house, `/licence/${verb}`, { method: 'POST', body });

/** Gives a device a seat. */
export const activateLicence = (
  house: TestHouse,
  key: string,
  { deviceId, deviceName = 'A laptop' }: { deviceId: string; deviceName?: string },
): Promise<RestAnswer> => postLicence(house, 'activate', { key, deviceId, deviceName });

/** A call of a model by a licence, as plain HTTP. */
export const callByLicence = (
  house: TestHouse,
  key: string,
  { device, model = MODEL }: { device?: string; model?: string } = {},
): Promise<RestAnswer> =>
  callRest(house, '/chat/completions', {
    method: 'POST',
    bearer: key,
    headers: device === undefined ? {} : { 'geko-device': device },
    body: { ...saying('reply=5 delay=0'), model, max_tokens: 16 },
  });

type OpenAIError = { error: { message: string; geko: { code: string; trace?: unknown[] } } };

/** What a call was refused with, in OpenAI's envelope. */
export const refusalOf = ({ body }: RestAnswer) => (body as OpenAIError).error;

/** The code of a refusal in our own envelope. */
export const codeOf = ({ body }: RestAnswer) => (body as { error: { code: string } }).error.code;

/** The licences that somebody's workspace shows them. */
export const licencesOf = async (person: TestPerson): Promise<Licence[]> =>
  (await person.query<LicenceList>('licences.list', { workspaceId: person.workspaceId })).data
    .licences;

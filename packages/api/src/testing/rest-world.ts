import { randomUUID } from 'node:crypto';
import { apiKeyScopes, type ApiKeyScope } from '@geko/contracts/api-keys';
import type { ApiLogin } from '@geko/contracts/api-session';
import type { Invoked } from '@geko/contracts/llm';
import type { InviteByEmailResult } from '@geko/contracts/members';
import { isInQuery, otherFields, pathFields, type Endpoint } from '../rest/endpoint.ts';
import { fillExample, type ExampleVariable } from '../rest/example.ts';
import { armTotp } from './authenticator.ts';
import { newEmail, PASSWORD, somebodyAt } from './auth-calls.ts';
import { issueLicence } from './licence-calls.ts';
import { inPlaceOf } from './money-calls.ts';
import { registerOperator } from './operator.ts';
import { createKey, MODEL } from './program.ts';
import { writeInvoice } from './sweep-money.ts';
import { joinAs } from './team.ts';
import { callRest, toJson, type RestAnswer } from './rest-calls.ts';
import type { TestHouse } from './test-house.ts';
import type { TestPerson } from './test-person.ts';

type Input = Record<string, unknown>;

/** A company whose owner has a key for everything and an access token, and whatever examples ask for. */
export type RestCompany = {
  owner: TestPerson & { email: string };
  key: string;
  token: string;
  /** What an endpoint's example leaves open, made for this one call. */
  variablesFor(endpoint: Pick<Endpoint, 'example'>): Promise<Map<ExampleVariable, string>>;
  /** A right input of it. */
  inputFor(endpoint: Pick<Endpoint, 'example'>): Promise<Input>;
};
/** The same by an endpoint and its input, each field where it travels. */
export function callEndpoint(
  house: TestHouse,
  endpoint: Endpoint,
  { input, bearer }: { input: Input; bearer: string | null },
): Promise<RestAnswer> {
  const asText = (value: unknown): string =>
    typeof value === 'string' ? value.toWellFormed() : (toJson(value) ?? '');
  const path = pathFields(endpoint.path).reduce(
    (text, name) => text.replace(`{${name}}`, () => encodeURIComponent(asText(input[name]))),
    endpoint.path as string,
  );
  const named = new Set(pathFields(endpoint.path));
  const rest = Object.entries(input).filter(([name]) => !named.has(name));
  const { method } = endpoint;
  if (isInQuery(endpoint)) {
    const pairs = rest.map(([name, value]) => [name.toWellFormed(), asText(value)]);
    const query = new URLSearchParams(pairs).toString();
    return callRest(house, query === '' ? path : `${path}?${query}`, { method, bearer });
  }
  const hasBody = otherFields(endpoint).length > 0;
  const body = hasBody ? { body: Object.fromEntries(rest) } : {};
  return callRest(house, path, { method, bearer, ...body });
}

/** A session of a program's, by its person's password. */
export async function loginByRest(house: TestHouse, email: string) {
  const { body } = await callRest(house, '/auth/login', {
    method: 'POST',
    body: { email, password: PASSWORD },
  });
  const login = body as ApiLogin;
  if (login.status !== 'signed_in' || !login.access) throw new Error('nobody was signed in');
  return { refreshToken: login.refreshToken, token: login.access.token };
}

/** An access token of somebody's for the workspace that they stand in, minted as their page does. */
export async function tokenFor(person: TestPerson): Promise<string> {
  const { workspaceId } = person;
  const minted = await person.mutate<{ token: string }>('auth.mintToken', { workspaceId });
  if (minted.error) throw new Error(minted.error.message);
  return minted.data.token;
}

/** A key for everything, or for everything but one thing. */
export const keyFor = (person: TestPerson, without?: ApiKeyScope) =>
  createKey(person, { scopes: apiKeyScopes.filter((scope) => scope !== without) });

export const tokenOfOperator = async (house: TestHouse): Promise<string> =>
  tokenFor(await registerOperator(house));

export async function openCompany(house: TestHouse): Promise<RestCompany> {
  const owner = await somebodyAt(house);
  const { workspaceId } = owner;
  await house.setPlan(owner, 'paygo');
  const { secret: key } = await keyFor(owner);
  const { token } = await loginByRest(house, owner.email);
  let armed: Promise<{ email: string; recoveryCodes: string[] }> | null = null;
  const arm = async () => {
    const person = await somebodyAt(house);
    return { email: person.email, ...(await armTotp(house, person)) };
  };
  const makers: Record<ExampleVariable, () => Promise<string>> = {
    WORKSPACE_ID: () => Promise.resolve(workspaceId),
    MEMBER_ID: async () => (await joinAs(house, owner, 'viewer')).userId,
    INVITATION_ID: async () => {
      const { data } = await owner.mutate<InviteByEmailResult>('invitations.byEmail', {
        workspaceId,
        emails: [newEmail()],
        roleId: 'viewer',
      });
      return data.invitations[0]?.id ?? '';
    },
    RECEIPT_ID: async () => {
      const input = { model: MODEL, prompt: 'Hello [[fake: reply=2 delay=0]]' };
      const asked = { method: 'POST', bearer: key, body: input };
      return ((await callRest(house, '/llm/invoke', asked)).body as Invoked).receiptId;
    },
    INVOICE_ID: () =>
      inPlaceOf(house, owner, ({ tx, tenantId }) =>
        writeInvoice(tx, { tenantId, workspaceId, userId: owner.userId }),
      ),
    EMAIL: () => Promise.resolve(owner.email),
    NEW_EMAIL: () => Promise.resolve(newEmail()),
    PASSWORD: () => Promise.resolve(PASSWORD),
    TICKET: async () => {
      const { email } = await (armed ??= arm());
      const { body } = await callRest(house, '/auth/login', {
        method: 'POST',
        body: { email, password: PASSWORD },
      });
      return (body as { ticket: string }).ticket;
    },
    CODE: async () => (await (armed ??= arm())).recoveryCodes.pop() ?? '',
    LICENCE_KEY: async () => (await issueLicence(house, owner, { tier: 'team' })).key,
    DEVICE_ID: () => Promise.resolve(randomUUID()),
    REFRESH_TOKEN: async () => (await loginByRest(house, owner.email)).refreshToken,
  };
  return {
    owner,
    key,
    token,
    variablesFor: ({ example }) => variablesOf(example, makers),
    async inputFor({ example }) {
      const values = await variablesOf(example, makers);
      return fillExample(example, (name) => values.get(name) ?? '') as Input;
    },
  };
}

/** The variables that an example names, each with a value made for it. */
async function variablesOf(
  example: unknown,
  makers: Record<ExampleVariable, () => Promise<string>>,
): Promise<Map<ExampleVariable, string>> {
  const names = new Set<ExampleVariable>();
  fillExample(example, (name) => {
    names.add(name);
    return '';
  });
  const values = new Map<ExampleVariable, string>();
  for (const name of names) values.set(name, await makers[name]());
  return values;
}

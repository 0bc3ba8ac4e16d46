import { randomUUID } from 'node:crypto';
import type { APIResponse } from 'playwright';
import superjson, { type SuperJSONResult } from 'superjson';
import type { SignedIn } from '@geko/contracts/auth';
import type { Receipt } from '@geko/contracts/receipt';
import type { Visitor } from './visitor.ts';

/** Somebody with an account, signed in within their browser profile. */
export type Person = {
  name: string;
  email: string;
  password: string;
  company: string;
  workspaceId: string;
};

/** The particulars of somebody new. */
export function newPerson(): Omit<Person, 'workspaceId'> {
  const tag = randomUUID().slice(0, 8);
  return {
    name: `Paula ${tag}`,
    email: `paula-${tag}@example.com`,
    password: 'correct horse battery',
    company: `Company ${tag}`,
  };
}

/** Registers without the form, for tests that are about something else. */
export async function registerPerson(visitor: Visitor): Promise<Person> {
  const person = newPerson();
  const { email, password, name, company } = person;
  const { workspaceId } = await call<SignedIn>(visitor, 'auth.register', {
    email,
    password,
    name,
    tenantName: company,
  });
  if (workspaceId === null) throw new Error('A new person has no workspace.');
  return { ...person, workspaceId };
}

/** Calls a procedure with the visitor's cookie. @throws Error with the answer unless it is 200. */
export async function call<Output>(
  visitor: Visitor,
  procedure: string,
  input: unknown,
): Promise<Output> {
  const response = await visitor.context.request.post(`/api/trpc/${procedure}`, {
    data: superjson.serialize(input),
    headers: { origin: visitor.house.url },
  });
  return outputOf(procedure, response);
}

/** Asks a query with the visitor's cookie. @throws Error with the answer unless it is 200. */
export async function ask<Output>(
  visitor: Visitor,
  procedure: string,
  input: unknown,
): Promise<Output> {
  const query = new URLSearchParams({ input: JSON.stringify(superjson.serialize(input)) });
  return outputOf(procedure, await visitor.context.request.get(`/api/trpc/${procedure}?${query}`));
}

async function outputOf<Output>(procedure: string, response: APIResponse): Promise<Output> {
  if (!response.ok())
    throw new Error(`${procedure}: ${response.status()} ${await response.text()}`);
  const { result } = (await response.json()) as { result: { data: SuperJSONResult } };
  return superjson.deserialize<Output>(result.data);
}

export type Sent = { status: number; conversationId: string; receipt: Receipt | null };

/** Sends a message without the page and waits for the end of its answer; without `conversationId` it begins a new one. */
export async function sendMessage(
  visitor: Visitor,
  message: { workspaceId: string; modelId: string; text: string; conversationId?: string },
): Promise<Sent> {
  const { workspaceId, modelId, text, conversationId = randomUUID() } = message;
  const response = await visitor.context.request.post('/api/chat', {
    data: { workspaceId, conversationId, modelId, message: { id: randomUUID(), text } },
    headers: { origin: visitor.house.url },
    timeout: 60_000,
  });
  const part = /^data: (\{"type":"data-receipt".*\})$/mu.exec(await response.text())?.[1];
  const receipt = part === undefined ? null : (JSON.parse(part) as { data: Receipt }).data;
  return { status: response.status(), conversationId, receipt };
}

/** Tells the fake provider how to answer coming requests that carry no directive of their own. */
export async function scriptProvider(
  visitor: Visitor,
  script: Record<string, unknown>,
): Promise<void> {
  const response = await fetch(`${visitor.house.providerUrl}/__fake/faults`, {
    method: 'POST',
    body: JSON.stringify(script),
  });
  if (!response.ok) throw new Error(await response.text());
}

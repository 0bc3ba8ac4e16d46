import superjson from 'superjson';
import { z } from 'zod';
import { routeTable } from '../http/route-table.ts';
import { appRouter } from '../router.ts';
import { readAnswer } from './first-event.ts';
import type { SweepCase } from './sweep-case.ts';
import { procedureCases, routeCases } from './sweep-cases.ts';
import { TEST_ORIGIN, type TestHouse } from './test-house.ts';

type Input = Record<string, unknown>;

/** An answer without what differs from call to call, so that two can be compared. */
export type SweepAnswer = { status: number; headers: Record<string, string>; body: string };

/** A procedure or a plain route, called the same way. */
export type SweepTarget = SweepCase & {
  name: string;
  ids: readonly string[];
  call(house: TestHouse, cookie: string, input: Input | undefined): Promise<SweepAnswer>;
};

type Procedure = { _def: { type: 'query' | 'mutation' | 'subscription'; inputs: z.ZodType[] } };

/** Every procedure of the router, by its name. */
export const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;

/** Every plain route of the table, as "METHOD path". */
export const routes = Object.entries(routeTable).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method} ${path}`),
);

/** These ids name what is the same for everybody. */
const commonIds = ['modelId', 'planId'];

/** These ids name what is one person's, and nobody else's in the same workspace. */
export const personalIds = ['conversationId', 'turn', 'sessionId'];

/** The fields of a procedure's input that are ids of things which exist. */
export function idFields(procedure: Procedure): string[] {
  const names = procedure._def.inputs.flatMap((input) =>
    input instanceof z.ZodObject ? Object.keys(input.shape as object) : [],
  );
  return [...new Set(names)].filter((name) => name.endsWith('Id') && !commonIds.includes(name));
}

/** What is swept: one target for each procedure and route that has a case. */
export function sweepTargets(): SweepTarget[] {
  const fromProcedures = Object.entries(procedures).flatMap(([name, procedure]) => {
    const found = procedureCases[name];
    if (!found) return [];
    const call: SweepTarget['call'] = (house, cookie, input) =>
      send(house, cookie, procedureRequest(name, procedure._def.type, encodeInput(input)));
    return [{ name, may: found.may, ids: idFields(procedure), call, ...makersOf(found) }];
  });
  const fromRoutes = routes.flatMap((name) => {
    const found = routeCases[name];
    if (!found) return [];
    const [method = ''] = name.split(' ');
    const call: SweepTarget['call'] = (house, cookie, input) => {
      const { path, body } = found.request(input ?? {});
      return send(house, cookie, {
        method,
        path,
        body: body === undefined ? null : JSON.stringify(body),
      });
    };
    return [{ name, may: found.may, ids: found.ids, call, ...makersOf(found) }];
  });
  return [...fromProcedures, ...fromRoutes];
}

function makersOf(found: SweepCase): Pick<SweepCase, 'refusal' | 'input' | 'mend' | 'filters'> {
  const { refusal, input, mend, filters } = found;
  return {
    ...(refusal && { refusal }),
    ...(input && { input }),
    ...(mend && { mend }),
    ...(filters && { filters }),
  };
}

/** The body of a call: superjson's own form, or bare JSON of what superjson refuses to write. */
export function encodeInput(input: unknown): string {
  try {
    return JSON.stringify(superjson.serialize(input));
  } catch {
    const noBigint = (_: string, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value;
    return JSON.stringify({ json: input }, noBigint);
  }
}

/** A call of a procedure as the web app's client makes it. */
export function procedureRequest(name: string, type: string, text: string) {
  return type !== 'mutation'
    ? { method: 'GET', path: `api/trpc/${name}?input=${encodeURIComponent(text)}`, body: null }
    : { method: 'POST', path: `api/trpc/${name}`, body: text };
}

async function send(
  house: TestHouse,
  cookie: string,
  { method, path, body }: { method: string; path: string; body: string | null },
): Promise<SweepAnswer> {
  const reader = new AbortController();
  const response = await house.fetch(`/${path}`, {
    method,
    body,
    signal: reader.signal,
    headers: {
      'content-type': 'application/json',
      origin: TEST_ORIGIN,
      ...(cookie === '' ? {} : { cookie }),
    },
  });
  const { status, text } = await readAnswer(response);
  // Who has read enough leaves, as a page does, and the stream does no more work.
  reader.abort();
  for (const name of ['x-request-id', 'ratelimit']) response.headers.delete(name);
  return {
    status,
    headers: Object.fromEntries(response.headers),
    body: text.replaceAll(/"requestId":"[^"]*"/gu, '"requestId":""'),
  };
}

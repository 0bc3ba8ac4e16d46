import type { z } from 'zod';
import { AppError } from '@geko/contracts/errors';
import type { ApiKeyScope } from '@geko/contracts/api-keys';
import type { Permission } from '@geko/contracts/permissions';
import { asProgram, type Program } from '@geko/services/access/authenticate-program';
import { assertPermitted } from '@geko/services/access/in-workspace';
import type { Visitor } from '@geko/services/auth/visitor';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import type { Principal, Scope } from '@geko/services/deps';
import type { ProgramCall } from '../http/v1/answer-program.ts';
import { requireProgram, shownIn } from '../http/v1/require-program.ts';
import type { RestCall } from './answer-rest.ts';
import { endpointClass, type Endpoint } from './endpoint.ts';
import { readInput } from './read-input.ts';

/** One call of an endpoint, before anybody has looked at it. */
type Asked = RestCall & {
  deps: CallsDeps;
  httpRequest: Request;
  params: Readonly<Record<string, string>>;
};

/** An endpoint and what answers it. A Response is sent as it is, anything else as JSON of the endpoint's output. */
export type RestRow = Endpoint & { answer: (asked: Asked) => Promise<unknown> };

type Facts<I extends z.ZodObject, O extends z.ZodType> = Omit<
  Endpoint<I, O>,
  'access' | 'status'
> & { status?: 201 };

const factsOf = <I extends z.ZodObject, O extends z.ZodType>({
  status,
  ...facts
}: Facts<I, O>): Omit<Endpoint<I, O>, 'access'> => ({ ...facts, status: status ?? 200 });

/** For everyone; no session comes along, as no cookie counts here. */
export function forAnyone<I extends z.ZodObject, O extends z.ZodType>({
  run,
  ...facts
}: Facts<I, O> & {
  run: (deps: CallsDeps, visitor: Visitor, input: z.output<I>) => Promise<z.input<O>>;
}): RestRow {
  return row({ ...factsOf(facts), access: { kind: 'anyone' } }, async (asked) => {
    const input = await readInput(facts, asked.httpRequest, asked.params);
    return run(asked.deps, { request: asked.request, principal: null }, input);
  });
}

/** For programs, inside their workspace: one transaction that sees only that one. */
export function forWorkspace<I extends z.ZodObject, O extends z.ZodType>({
  scope,
  permission,
  run,
  ...facts
}: Facts<I, O> & {
  scope: ApiKeyScope;
  permission: Permission;
  run: (scope: Scope, input: z.output<I>, deps: CallsDeps) => Promise<z.input<O>>;
}): RestRow {
  const access = { kind: 'program', scope, permission } as const;
  return row({ ...factsOf(facts), access }, async (asked) => {
    const { deps, httpRequest, request, params } = asked;
    const endpoint = endpointClass(facts);
    const program = await requireProgram(deps, shownIn(httpRequest.headers), asked, {
      scope,
      endpoint,
    });
    const input = await readInput(facts, httpRequest, params);
    assertItsWorkspace(program, input);
    const verb = (inside: Scope) => {
      assertPermitted(inside.caller, permission);
      return run(inside, input, deps);
    };
    return asProgram(deps, program, request, verb, { keepsRole: false });
  });
}

/** For programs; what it does is not one transaction. */
export function forProgram<I extends z.ZodObject, O extends z.ZodType>({
  scope,
  permission,
  run,
  ...facts
}: Facts<I, O> & {
  scope: ApiKeyScope;
  /** What `run` asks for; told to readers and to the sweep. */
  permission: Permission;
  run: (
    deps: CallsDeps,
    call: ProgramCall & { httpRequest: Request },
    input: z.output<I>,
  ) => Promise<z.input<O> | Response>;
}): RestRow {
  const access = { kind: 'program', scope, permission } as const;
  return row({ ...factsOf(facts), access }, async ({ deps, httpRequest, params, ...call }) => {
    const endpoint = endpointClass(facts);
    const program = await requireProgram(deps, shownIn(httpRequest.headers), call, {
      scope,
      endpoint,
    });
    const input = await readInput(facts, httpRequest, params);
    return run(deps, { ...call, program, httpRequest }, input);
  });
}

/** A person by their access token, with all that they may do in its workspace. */
export type PersonCall = ProgramCall & { me: Principal; httpRequest: Request };

/** For people by their access tokens, and for no key. */
export function forPerson<I extends z.ZodObject, O extends z.ZodType>({
  permission,
  run,
  ...facts
}: Facts<I, O> & {
  /** What `run` asks for; null = nothing. */
  permission: Permission | null;
  run: (deps: CallsDeps, call: PersonCall, input: z.output<I>) => Promise<z.input<O>>;
}): RestRow {
  const access = { kind: 'person', permission } as const;
  return row({ ...factsOf(facts), access }, async ({ deps, httpRequest, params, ...call }) => {
    const endpoint = endpointClass(facts);
    const program = await requireProgram(deps, shownIn(httpRequest.headers), call, {
      scope: null,
      endpoint,
    });
    const { person: me } = program;
    if (me === null) throw new AppError('FORBIDDEN', { message: 'An API key cannot do this.' });
    const input = await readInput(facts, httpRequest, params);
    assertItsWorkspace(program, input);
    return run(deps, { ...call, program, me, httpRequest }, input);
  });
}

/** For operators by their access tokens; to anyone else it is not there. */
export function forOperators<I extends z.ZodObject, O extends z.ZodType>({
  run,
  ...facts
}: Facts<I, O> & {
  run: (deps: CallsDeps, call: PersonCall, input: z.output<I>) => Promise<z.input<O>>;
}): RestRow {
  return row(
    { ...factsOf(facts), access: { kind: 'operator' } },
    async ({ deps, httpRequest, params, ...call }) => {
      const endpoint = endpointClass(facts);
      const program = await requireProgram(deps, shownIn(httpRequest.headers), call, {
        scope: null,
        endpoint,
      });
      const { person: me } = program;
      if (me?.platformRole !== 'operator') throw new AppError('NOT_FOUND');
      const input = await readInput(facts, httpRequest, params);
      return run(deps, { ...call, program, me, httpRequest }, input);
    },
  );
}

/** Another workspace than the program's is not there, like one that nobody has. */
function assertItsWorkspace({ workspaceId }: Program, input: Record<string, unknown>): void {
  const named = input['workspaceId'];
  if (named !== undefined && named !== workspaceId) throw new AppError('NOT_FOUND');
}

/** What leaves is what the output's contract knows: a column added tomorrow does not leak. */
function row<I extends z.ZodObject, O extends z.ZodType>(
  endpoint: Endpoint<I, O>,
  run: (asked: Asked) => Promise<unknown>,
): RestRow {
  const answer = async (asked: Asked) => {
    const said = await run(asked);
    return said instanceof Response ? said : endpoint.output.parse(said);
  };
  return { ...(endpoint as unknown as Endpoint), answer };
}

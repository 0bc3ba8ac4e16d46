import { z } from 'zod';
import {
  ApiLogin,
  ApiRegistration,
  ApiSession,
  EndApiSession,
  RefreshApiSession,
} from '@geko/contracts/api-session';
import { Done, Login, Me, Register, SecondFactor } from '@geko/contracts/auth';
import { endApiSession, openApiSession, refreshApiSession } from '@geko/services/auth/api-session';
import { getMe } from '@geko/services/auth/get-me';
import { login } from '@geko/services/auth/login';
import { secondFactor } from '@geko/services/auth/second-factor';
import { signUp } from '@geko/services/auth/sign-up';
import { forAnyone, forPerson, type RestRow } from './rest-row.ts';

const tag = 'Signing in';

/** The very verbs of the web app: the same limits of tries, and the same answers whether or not an account exists. */
export const authRows: readonly RestRow[] = [
  forAnyone({
    method: 'POST',
    path: '/auth/register',
    operationId: 'register',
    tag,
    summary: 'Register a company and its first owner',
    details:
      'Where mail can be sent, a mail says how to go on, and the answer is the same for an address that has an account.',
    input: Register,
    output: ApiRegistration,
    refusals: ['REGISTRATION_REFUSED', 'RATE_LIMITED'],
    example: {
      email: '$NEW_EMAIL',
      password: '$PASSWORD',
      name: 'Grace Hopper',
      tenantName: 'Compilers Inc.',
    },
    run: async (deps, visitor, input) =>
      openApiSession(deps, visitor.request, await signUp(deps, visitor, input)),
  }),
  forAnyone({
    method: 'POST',
    path: '/auth/login',
    operationId: 'login',
    tag,
    summary: 'Sign in by email and password',
    details:
      'Answers a refresh token, which lasts 30 days, and a first access token, which lasts 15 minutes; or a ticket, where the account has a second factor.',
    input: Login,
    output: ApiLogin,
    refusals: ['INVALID_CREDENTIALS', 'ACCOUNT_CLOSING', 'RATE_LIMITED'],
    example: { email: '$EMAIL', password: '$PASSWORD' },
    run: async (deps, visitor, input) =>
      openApiSession(deps, visitor.request, await login(deps, visitor, input)),
  }),
  forAnyone({
    method: 'POST',
    path: '/auth/second-factor',
    operationId: 'loginWithSecondFactor',
    tag,
    summary: 'Finish a sign-in with the second factor',
    input: SecondFactor,
    output: ApiLogin,
    refusals: ['UNAUTHENTICATED', 'INVALID_CODE', 'ACCOUNT_CLOSING', 'RATE_LIMITED'],
    example: { ticket: '$TICKET', code: '$CODE' },
    run: async (deps, visitor, input) =>
      openApiSession(deps, visitor.request, await secondFactor(deps, visitor, input)),
  }),
  forAnyone({
    method: 'POST',
    path: '/auth/refresh',
    operationId: 'refresh',
    tag,
    summary: 'Get a fresh access token',
    details: 'For the workspace that is named, or for the one that was open last.',
    input: RefreshApiSession,
    output: ApiSession,
    refusals: ['UNAUTHENTICATED', 'ACCOUNT_CLOSING', 'NOT_FOUND', 'RATE_LIMITED'],
    example: { refreshToken: '$REFRESH_TOKEN', workspaceId: '$WORKSPACE_ID' },
    run: (deps, { request }, input) => refreshApiSession(deps, request, input),
  }),
  forAnyone({
    method: 'POST',
    path: '/auth/logout',
    operationId: 'logout',
    tag,
    summary: 'End a session and its access tokens',
    input: EndApiSession,
    output: Done,
    example: { refreshToken: '$REFRESH_TOKEN' },
    run: async (deps, { request }, input) => {
      await endApiSession(deps, request, input);
      return { ok: true as const };
    },
  }),
  forPerson({
    method: 'GET',
    path: '/auth/me',
    operationId: 'me',
    tag,
    summary: 'Who the access token stands for',
    permission: null,
    input: z.object({}),
    output: Me,
    example: {},
    run: (deps, { me }) => getMe(deps, me),
  }),
];

import { z } from 'zod';
import {
  Balance,
  Invoke,
  Invoked,
  ProviderList,
  ProviderTested,
  TestProvider,
} from '@geko/contracts/llm';
import { KeyedProviderId, SetProviderEnabled } from '@geko/contracts/provider-keys';
import { getBalance } from '@geko/services/llm/get-balance';
import { listProviders } from '@geko/services/llm/list-providers';
import { setProviderEnabled } from '@geko/services/provider-keys/set-provider-enabled';
import { invoke } from './invoke.ts';
import { forOperators, forProgram, forWorkspace, type RestRow } from './rest-row.ts';
import { testProvider } from './test-provider.ts';

const tag = 'One question';

export const llmRows: readonly RestRow[] = [
  forProgram({
    method: 'POST',
    path: '/llm/invoke',
    operationId: 'invoke',
    tag,
    summary: 'Ask a model',
    details:
      'With stream, the answer comes as server-sent events: {"text"} piece by piece, then {"done"} with all but the text, or {"error"}.',
    scope: 'chat',
    permission: 'chat:create',
    isCall: true,
    isOnce: true,
    input: Invoke,
    output: Invoked,
    refusals: [
      'MODEL_UNKNOWN',
      'MODEL_LOCKED',
      'MODEL_DISABLED',
      'CREDITS_EXHAUSTED',
      'BUDGET_EXCEEDED',
      'CONTEXT_TOO_LONG',
      'QUOTA_EXCEEDED',
      'PROVIDER_FAILED',
      'PROVIDER_UNAVAILABLE',
    ],
    example: {
      model: 'gpt-4o-mini',
      prompt: 'Say hello in three languages.',
      max_tokens: 100,
    },
    run: invoke,
  }),
  forWorkspace({
    method: 'GET',
    path: '/llm/balance',
    operationId: 'getBalance',
    tag,
    summary: 'What calls can still draw on',
    scope: 'usage',
    permission: 'usage:view:own',
    input: z.object({}),
    output: Balance,
    example: {},
    run: (scope) => getBalance(scope),
  }),
  forWorkspace({
    method: 'GET',
    path: '/llm/providers',
    operationId: 'listProviders',
    tag,
    summary: 'Providers, whether they have a key here, and what of them can be called',
    scope: 'models',
    permission: 'workspace:view',
    input: z.object({}),
    output: ProviderList,
    example: {},
    run: (scope, _, { gateway }) => listProviders(scope, gateway),
  }),
  forOperators({
    method: 'POST',
    path: '/llm/test',
    operationId: 'testProvider',
    tag,
    summary: 'Make one tiny call to a provider (operators)',
    details:
      "A call like any other: admitted, held and booked in the workspace of the operator's access token.",
    isCall: true,
    input: TestProvider,
    output: ProviderTested,
    refusals: ['CREDITS_EXHAUSTED', 'BUDGET_EXCEEDED', 'QUOTA_EXCEEDED', 'MODEL_LOCKED'],
    example: { provider: 'openai', model: 'gpt-4o-mini' },
    run: (deps, call, input) => testProvider(deps, call, input),
  }),
  ...[true, false].map((isEnabled) =>
    forOperators({
      method: 'POST',
      path: isEnabled ? '/llm/providers/{provider}/enable' : '/llm/providers/{provider}/disable',
      operationId: isEnabled ? 'enableProvider' : 'disableProvider',
      tag,
      summary: isEnabled
        ? 'Let a provider be called again (operators)'
        : 'Let a provider be called no more (operators)',
      details: 'For new calls, in every process; those that run go on.',
      input: z.object({ provider: KeyedProviderId }),
      output: SetProviderEnabled,
      example: { provider: 'groq' },
      run: async (deps, { me, request }, { provider }) => {
        const change = { provider, isEnabled };
        await setProviderEnabled(deps, { principal: me, request }, change);
        return change;
      },
    }),
  ),
];

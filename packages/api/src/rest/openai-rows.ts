import { z } from 'zod';
import {
  ApiModel,
  ApiModelList,
  ChatCompletion,
  ChatCompletionRequest,
} from '@geko/contracts/chat-completions';
import { ModelId } from '@geko/contracts/ids';
import type { Endpoint } from './endpoint.ts';

const tag = 'OpenAI-compatible';

/** An endpoint with a route file of its own (http/v1), told of here; its errors are in OpenAI's envelope. */
type OpenAIEndpoint<I extends z.ZodObject> = Omit<Endpoint<I>, 'tag' | 'status'>;

const endpoint = <I extends z.ZodObject>(facts: OpenAIEndpoint<I>): Endpoint => ({
  ...(facts as unknown as OpenAIEndpoint<z.ZodObject>),
  tag,
  status: 200,
});

export const openAIRows: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/chat/completions',
    operationId: 'createChatCompletion',
    summary: 'Complete a chat',
    details:
      "As OpenAI has it, with every provider's models. With stream, server-sent chunks that end with [DONE].",
    access: { kind: 'program', scope: 'chat', permission: 'chat:create' },
    input: ChatCompletionRequest,
    output: ChatCompletion,
    refusals: [
      'MODEL_UNKNOWN',
      'MODEL_LOCKED',
      'MODEL_DISABLED',
      'CREDITS_EXHAUSTED',
      'BUDGET_EXCEEDED',
      'QUOTA_EXCEEDED',
      'PROVIDER_FAILED',
      'PROVIDER_UNAVAILABLE',
    ],
    example: {
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 100,
    },
  }),
  endpoint({
    method: 'GET',
    path: '/models',
    operationId: 'listModels',
    summary: 'The models that the caller may call now',
    access: { kind: 'program', scope: 'models', permission: null },
    input: z.object({}),
    output: ApiModelList,
    example: {},
  }),
  endpoint({
    method: 'GET',
    path: '/models/{model}',
    operationId: 'getModel',
    summary: 'One of them, also by alias',
    access: { kind: 'program', scope: 'models', permission: null },
    input: z.object({ model: ModelId }),
    output: ApiModel,
    refusals: ['MODEL_UNKNOWN'],
    example: { model: 'gpt-4o-mini' },
  }),
];

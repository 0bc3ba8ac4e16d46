import {
  AnsweredMessage,
  CountedTokens,
  CountTokensRequest,
  MessagesRequest,
} from '@geko/contracts/messages';
import type { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { paidRefusals } from './paid-refusals.ts';

type AnthropicEndpoint<I extends z.ZodObject> = Omit<Endpoint<I>, 'tag' | 'status' | 'access'>;

const endpoint = <I extends z.ZodObject>(facts: AnthropicEndpoint<I>): Endpoint => ({
  ...(facts as unknown as AnthropicEndpoint<z.ZodObject>),
  tag: 'Anthropic-compatible',
  status: 200,
  access: { kind: 'program', scope: 'chat', permission: 'chat:create' },
});

/** Endpoints with a route file of their own (http/v1); their errors are in Anthropic's envelope. */
export const anthropicRows: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/messages',
    operationId: 'createMessage',
    summary: 'Answer a conversation',
    details:
      "As Anthropic has it, with every provider's models; its own client takes the base URL …/api. With stream, its events.",
    isOnce: true,
    input: MessagesRequest,
    output: AnsweredMessage,
    refusals: paidRefusals,
    example: {
      model: 'claude-haiku-4-5',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Hello' }],
    },
  }),
  endpoint({
    method: 'POST',
    path: '/messages/count_tokens',
    operationId: 'countTokens',
    summary: 'Count what a conversation takes, as we count',
    input: CountTokensRequest,
    output: CountedTokens,
    refusals: ['MODEL_UNKNOWN'],
    example: { model: 'claude-haiku-4-5', messages: [{ role: 'user', content: 'Hello' }] },
  }),
];

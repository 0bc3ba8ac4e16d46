import { z } from 'zod';
import { ErrorBody } from './errors.ts';
import { ModelId } from './ids.ts';
import { Text } from './text.ts';

/**
 * POST /api/v1/messages, as Anthropic's API reference has it: https://docs.anthropic.com/en/api/messages. Everything that
 * models answer with text, thinking and calls of the program's own tools is here. What costs otherwise than tokens (server
 * tools, fast mode, a place of its own), what is kept elsewhere (files, containers), and documents are refused by name.
 * What clients add to blocks for themselves is left out.
 */

/** The hour-long cache has a price of its own, which the price book does not. */
const CacheControl = z
  .strictObject({
    type: z.literal('ephemeral'),
    ttl: z.literal('5m', { message: 'can only be 5m' }).optional(),
  })
  .nullish();
const cached = { cache_control: CacheControl };

const TextBlock = z.object({ type: z.literal('text'), text: Text, ...cached });
const ImageBlock = z.object({
  type: z.literal('image'),
  source: z.discriminatedUnion(
    'type',
    [
      z.object({
        type: z.literal('base64'),
        media_type: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
        data: z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/u, { message: 'must be base64' }),
      }),
      /** An address, which we fetch where the provider does not. */
      z.object({
        type: z.literal('url'),
        url: z.string().regex(/^https?:\/\//u, { message: 'must be an http or https address' }),
      }),
    ],
    { error: 'can only be base64 or url' },
  ),
  ...cached,
});
const ToolId = Text.min(1).max(256);
const ToolUseBlock = z.object({
  type: z.literal('tool_use'),
  id: ToolId,
  name: Text.min(1).max(128),
  input: z.unknown(),
  /** The mark that Google's models put on a call of theirs and want back. */
  extra_content: z.object({ google: z.object({ thought_signature: Text }) }).optional(),
  ...cached,
});

/** A text stands for one block of it. */
const blocks = <Block extends z.ZodType>(block: Block) =>
  z.preprocess(
    (content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content),
    z.array(block).min(1).max(2_000),
  );
const UNKNOWN_BLOCK = { error: 'is no kind of content that is taken here' };

const ToolResultBlock = z.object({
  type: z.literal('tool_result'),
  tool_use_id: ToolId,
  content: blocks(z.discriminatedUnion('type', [TextBlock, ImageBlock], UNKNOWN_BLOCK)).optional(),
  is_error: z.boolean().optional(),
  ...cached,
});

const Message = z.discriminatedUnion('role', [
  z.object({
    role: z.literal('user'),
    content: blocks(
      z.discriminatedUnion('type', [TextBlock, ImageBlock, ToolResultBlock], UNKNOWN_BLOCK),
    ),
  }),
  z.object({
    role: z.literal('assistant'),
    content: blocks(
      z.discriminatedUnion(
        'type',
        [
          TextBlock,
          ToolUseBlock,
          z.object({ type: z.literal('thinking'), thinking: Text, signature: Text }),
          z.object({ type: z.literal('redacted_thinking'), data: Text }),
        ],
        UNKNOWN_BLOCK,
      ),
    ),
  }),
  z.object({ role: z.literal('system'), content: blocks(TextBlock) }),
]);

const OWN_TOOLS = 'can only be custom: tools that servers carry out are not taken here';
const Tool = z.strictObject({
  type: z.literal('custom', { message: OWN_TOOLS }).nullish(),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/u),
  description: Text.max(10_000).optional(),
  input_schema: z.looseObject({ type: z.literal('object') }),
  strict: z.boolean().optional(),
  /** How finely a stream is cut; elsewhere it comes as it comes. */
  eager_input_streaming: z.boolean().nullish(),
  ...cached,
});

const parallel = { disable_parallel_tool_use: z.boolean().optional() };
const ToolChoice = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('auto'), ...parallel }),
  z.strictObject({ type: z.literal('any'), ...parallel }),
  z.strictObject({ type: z.literal('tool'), name: Text.min(1).max(128), ...parallel }),
  z.strictObject({ type: z.literal('none') }),
]);

const display = { display: z.enum(['summarized', 'omitted']).nullish() };
const Thinking = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('enabled'),
    budget_tokens: z.number().int().min(1_024).max(1_000_000),
    ...display,
  }),
  z.strictObject({ type: z.literal('adaptive'), ...display }),
  z.strictObject({ type: z.literal('disabled') }),
]);

const prompt = {
  model: ModelId,
  messages: z.array(Message).min(1).max(2_000),
  system: blocks(TextBlock).optional(),
  tools: z.array(Tool).max(128).optional(),
  tool_choice: ToolChoice.optional(),
  thinking: Thinking.optional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
      format: z
        .strictObject({
          type: z.literal('json_schema'),
          schema: z.record(z.string(), z.unknown()),
        })
        .nullish(),
    })
    .optional(),
  cache_control: CacheControl,
};

const Request = z.strictObject({
  ...prompt,
  max_tokens: z.number().int().min(1).max(1_000_000),
  stream: z.boolean().optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.number().int().min(0).max(1_000_000).optional(),
  stop_sequences: z.array(Text.min(1)).max(64).optional(),
  // Taken, and passed to nobody: who asks is the key's person.
  metadata: z.object({ user_id: Text.max(512).nullish() }).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
});

export const MessagesRequest = Request.refine(
  ({ thinking, max_tokens: most }) => thinking?.type !== 'enabled' || thinking.budget_tokens < most,
  { path: ['thinking', 'budget_tokens'], message: 'must be less than max_tokens' },
);
export type MessagesRequest = z.infer<typeof MessagesRequest>;

/** POST /api/v1/messages/count_tokens. */
export const CountTokensRequest = z.strictObject(prompt);
export type CountTokensRequest = z.infer<typeof CountTokensRequest>;

/** What every answer has; Claude writes more into it, which passes as it came. */
export const AnsweredMessage = z.looseObject({
  id: z.string(),
  type: z.literal('message'),
  role: z.literal('assistant'),
  model: z.string(),
  content: z.array(z.looseObject({ type: z.string() })),
  stop_reason: z.string().nullable(),
  usage: z.looseObject({ input_tokens: z.number().int(), output_tokens: z.number().int() }),
});

export const CountedTokens = z.object({ input_tokens: z.number().int() });

/** Anthropic's envelope of errors: error_code is where its clients look for a cause, geko what ours has more. */
export const AnthropicErrorBody = z.object({
  type: z.literal('error'),
  error: z.object({
    type: z.string(),
    message: z.string(),
    details: z.object({ error_code: z.string() }),
    geko: ErrorBody.shape.error.omit({ message: true, requestId: true }),
  }),
  request_id: z.string(),
});
export type AnthropicErrorBody = z.infer<typeof AnthropicErrorBody>;

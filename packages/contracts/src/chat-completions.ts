import { z } from 'zod';
import { ErrorBody } from './errors.ts';
import { ModelId } from './ids.ts';
import { Text } from './text.ts';

/**
 * POST /api/v1/chat/completions, as OpenAI's API reference has it: https://platform.openai.com/docs/api-reference/chat.
 * Everything that models answer with text is here. What costs otherwise than tokens (audio, web search, service tiers),
 * what keeps answers (store), and more than one answer are refused by name. What clients add to messages for themselves
 * is left out.
 */

const TextPart = z.object({ type: z.literal('text'), text: Text });
const ImagePart = z.object({
  type: z.literal('image_url'),
  image_url: z.object({
    /** A web address, which the provider fetches or we do for it, or a data URL. */
    url: z.string().regex(/^(https?:\/\/|data:image\/(png|jpeg|webp|gif);base64,)/u, {
      message: 'must be a web address or a data URL of a PNG, JPEG, WebP or GIF',
    }),
    detail: z.enum(['auto', 'low', 'high']).optional(),
  }),
});
const Name = Text.min(1).max(64).optional();
const Texts = z.union([Text, z.array(TextPart).min(1)]);

const ToolCall = z.object({
  id: Text.min(1).max(256),
  type: z.literal('function'),
  function: z.object({ name: Text.min(1).max(128), arguments: Text }),
  /** The mark that Google's models put on a call of theirs and want back, as Google's own endpoint names it. */
  extra_content: z.object({ google: z.object({ thought_signature: Text }) }).optional(),
});

const Message = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content: Texts, name: Name }),
  z.object({ role: z.literal('developer'), content: Texts, name: Name }),
  z.object({
    role: z.literal('user'),
    content: z.union([Text, z.array(z.union([TextPart, ImagePart])).min(1)]),
    name: Name,
  }),
  z.object({
    role: z.literal('assistant'),
    content: Texts.nullish(),
    name: Name,
    refusal: Text.nullish(),
    tool_calls: z.array(ToolCall).min(1).max(128).optional(),
    /** What answers of models that reason carry, so that they can be sent back as they came. */
    reasoning_content: Text.nullish(),
  }),
  z.object({ role: z.literal('tool'), content: Texts, tool_call_id: Text.min(1).max(256) }),
]);
export type ChatCompletionMessage = z.infer<typeof Message>;

const FunctionName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/u);
const Schema = z.record(z.string(), z.unknown());
const Tool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: FunctionName,
    description: Text.max(10_000).optional(),
    parameters: Schema.optional(),
    strict: z.boolean().nullish(),
  }),
});

const ResponseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      name: FunctionName,
      description: Text.max(10_000).optional(),
      schema: Schema.optional(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

const MaxTokens = z.number().int().min(1).max(1_000_000).nullish();
const Penalty = z.number().min(-2).max(2).nullish();

export const ChatCompletionRequest = z.strictObject({
  model: ModelId,
  messages: z.array(Message).min(1).max(2_000),
  stream: z.boolean().nullish(),
  stream_options: z
    .strictObject({
      include_usage: z.boolean().optional(),
      /** Only what is not asked for is given: nothing is obfuscated here. */
      include_obfuscation: z.boolean().optional(),
    })
    .nullish(),
  max_tokens: MaxTokens,
  max_completion_tokens: MaxTokens,
  n: z.literal(1, { message: 'must be 1' }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  presence_penalty: Penalty,
  frequency_penalty: Penalty,
  seed: z.number().int().nullish(),
  stop: z.union([Text, z.array(Text).min(1).max(4)]).nullish(),
  logit_bias: z.record(z.string(), z.number().min(-100).max(100)).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  response_format: ResponseFormat.optional(),
  tools: z.array(Tool).min(1).max(128).optional(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({ name: FunctionName }),
      }),
    ])
    .optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  // Taken, and passed to nobody: who asks is the key's person.
  user: Text.max(512).optional(),
  safety_identifier: Text.max(512).optional(),
  prompt_cache_key: Text.max(512).optional(),
  metadata: z.record(z.string(), z.string()).nullish(),
  store: z.literal(false, { message: 'must be false: nothing is stored' }).nullish(),
  service_tier: z.enum(['auto', 'default']).nullish(),
  modalities: z.tuple([z.literal('text')]).nullish(),
});
export type ChatCompletionRequest = z.infer<typeof ChatCompletionRequest>;

/** What every answer has; providers write more into it, which passes as it came. */
export const ChatCompletion = z.looseObject({
  id: z.string(),
  object: z.literal('chat.completion'),
  /** Seconds since 1970. */
  created: z.number().int(),
  model: z.string(),
  choices: z.array(
    z.looseObject({
      index: z.number().int(),
      message: z.looseObject({
        role: z.literal('assistant'),
        content: z.string().nullish(),
        tool_calls: z.array(ToolCall).optional(),
      }),
      finish_reason: z.string().nullable(),
    }),
  ),
  usage: z.looseObject({
    prompt_tokens: z.number().int(),
    completion_tokens: z.number().int(),
    total_tokens: z.number().int(),
  }),
});

/** GET /api/v1/models: what the key may call. */
export const ApiModel = z.object({
  id: z.string(),
  object: z.literal('model'),
  /** When it was released, in seconds; 0 = not known. */
  created: z.number().int(),
  owned_by: z.string(),
});
export type ApiModel = z.infer<typeof ApiModel>;
export const ApiModelList = z.object({ object: z.literal('list'), data: z.array(ApiModel) });
export type ApiModelList = z.infer<typeof ApiModelList>;

/** OpenAI's envelope of errors, with what Geko's own has more. */
export const OpenAIErrorBody = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    /** The field at fault. */
    param: z.string().nullable(),
    code: z.string().nullable(),
    geko: ErrorBody.shape.error.omit({ message: true, field: true }),
  }),
});

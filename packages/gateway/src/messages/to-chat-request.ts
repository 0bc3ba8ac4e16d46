import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { MessagesRequest } from '@geko/contracts/messages';

type ChatMessage = ChatCompletionRequest['messages'][number];
type UserPart = Exclude<(ChatMessage & { role: 'user' })['content'], string>[number];
type Message = MessagesRequest['messages'][number];
type Block<Role extends Message['role']> = (Message & { role: Role })['content'][number];
type Image = Extract<Block<'user'>, { type: 'image' }>;
type ToolResult = Extract<Block<'user'>, { type: 'tool_result' }>;
type Effort = NonNullable<ChatCompletionRequest['reasoning_effort']>;

/** Up to so many tokens of thinking are an effort of that name. */
const budgets: readonly [number, Effort][] = [
  [2_048, 'low'],
  [8_192, 'medium'],
];

/**
 * A request in Anthropic's dialect as the same in OpenAI's: what admission counts, and what models of other dialects are
 * asked. Marks for the cache are left out, as the others cache by themselves; what else has no name there, untold.ts tells.
 */
export function toChatRequest(message: MessagesRequest): ChatCompletionRequest {
  const { temperature, top_p, stop_sequences: stop, tools = [], output_config: output } = message;
  const choice = toolChoiceOf(message.tool_choice);
  const effort = effortOf(message);
  const format = output?.format;
  return {
    model: message.model,
    messages: [
      ...(message.system === undefined
        ? []
        : [{ role: 'system' as const, content: textOf(message.system) }]),
      ...message.messages.flatMap(toChatMessages),
    ],
    max_tokens: message.max_tokens,
    ...(message.stream === undefined ? {} : { stream: message.stream }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(top_p === undefined ? {} : { top_p }),
    ...(stop === undefined || stop.length === 0 ? {} : { stop }),
    ...(tools.length === 0 ? {} : { tools: tools.map(toChatTool) }),
    ...(choice === undefined || tools.length === 0 ? {} : { tool_choice: choice }),
    ...(isParallelOff(message) ? { parallel_tool_calls: false } : {}),
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...(format
      ? {
          response_format: {
            type: 'json_schema' as const,
            json_schema: { name: 'answer', schema: format.schema, strict: true },
          },
        }
      : {}),
  };
}

/** The field by which a model is asked to think; null = it is not. */
export function thinkingField({ thinking, output_config: output }: MessagesRequest): string | null {
  if (thinking !== undefined && thinking.type !== 'disabled') return 'thinking';
  return output?.effort ? 'output_config.effort' : null;
}

/** Whether the program wants to be shown how the model thinks. */
export function showsThinking({ thinking }: MessagesRequest): boolean {
  return thinking !== undefined && thinking.type !== 'disabled' && thinking.display !== 'omitted';
}

function isParallelOff({ tool_choice: choice }: MessagesRequest): boolean {
  return (
    choice !== undefined && choice.type !== 'none' && choice.disable_parallel_tool_use === true
  );
}

function effortOf({ thinking, output_config: output }: MessagesRequest): Effort | undefined {
  const asked = output?.effort;
  if (asked) return asked === 'max' ? 'xhigh' : asked;
  if (thinking?.type !== 'enabled') return undefined;
  return budgets.find(([most]) => thinking.budget_tokens <= most)?.[1] ?? 'high';
}

function toolChoiceOf(
  choice: MessagesRequest['tool_choice'],
): ChatCompletionRequest['tool_choice'] {
  switch (choice?.type) {
    case undefined:
      return undefined;
    case 'any':
      return 'required';
    case 'tool':
      return { type: 'function', function: { name: choice.name } };
    default:
      return choice?.type;
  }
}

function toChatTool({
  name,
  description,
  input_schema: parameters,
  strict,
}: NonNullable<MessagesRequest['tools']>[number]) {
  return {
    type: 'function' as const,
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      parameters,
      ...(strict === undefined ? {} : { strict }),
    },
  };
}

function toChatMessages(message: Message): ChatMessage[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: textOf(message.content) }];
    case 'user':
      return userMessages(message.content);
    case 'assistant':
      return assistantMessages(message.content);
  }
}

/** Results come first, as there they are messages of their own; their pictures can only be shown by the user. */
function userMessages(content: Block<'user'>[]): ChatMessage[] {
  const results = content.filter((block) => block.type === 'tool_result');
  const rest = content.filter((block) => block.type !== 'tool_result');
  const shown = results.flatMap(({ content: said = [] }) =>
    said.filter((block) => block.type === 'image'),
  );
  const tools = results.map((result) => ({
    role: 'tool' as const,
    tool_call_id: result.tool_use_id,
    content: textOfResult(result),
  }));
  const parts = [...shown, ...rest].map(toUserPart);
  if (parts.length === 0) return tools;
  const isText = parts.every((part) => part.type === 'text');
  return [...tools, { role: 'user', content: isText ? textOf(parts) : parts }];
}

function textOfResult({ content = [], is_error: isError }: ToolResult): string {
  const texts = content.filter((block) => block.type === 'text');
  const pictures = content.length - texts.length;
  const said = [
    ...texts.map(({ text }) => text),
    ...(pictures === 0 ? [] : [`(pictures: ${pictures}, shown below)`]),
  ].join('\n\n');
  return isError === true ? `Error: ${said}` : said;
}

function toUserPart(block: { type: 'text'; text: string } | Image): UserPart {
  if (block.type === 'text') return { type: 'text', text: block.text };
  const { source } = block;
  const url =
    source.type === 'url' ? source.url : `data:${source.media_type};base64,${source.data}`;
  return { type: 'image_url', image_url: { url } };
}

function assistantMessages(content: Block<'assistant'>[]): ChatMessage[] {
  const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const thought = content
    .map((block) => (block.type === 'thinking' ? block.thinking : ''))
    .join('');
  const calls = content.filter((block) => block.type === 'tool_use');
  if (text === '' && calls.length === 0) return [];
  return [
    {
      role: 'assistant',
      content: text === '' ? null : text,
      ...(thought === '' ? {} : { reasoning_content: thought }),
      ...(calls.length === 0
        ? {}
        : {
            tool_calls: calls.map(({ id, name, input, extra_content: extra }) => ({
              id,
              type: 'function' as const,
              function: { name, arguments: JSON.stringify(input ?? {}) },
              ...(extra === undefined ? {} : { extra_content: extra }),
            })),
          }),
    },
  ];
}

function textOf(blocks: readonly { text: string }[]): string {
  return blocks.map(({ text }) => text).join('\n\n');
}

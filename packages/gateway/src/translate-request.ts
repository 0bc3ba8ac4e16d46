import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4TextPart,
} from '@ai-sdk/provider';
import type {
  ChatCompletionMessage,
  ChatCompletionRequest,
} from '@geko/contracts/chat-completions';

const DATA_URL = /^data:([^;]+);base64,(.*)$/su;

/** A caller's request in the shape that the model objects of other dialects take: all of it but model, signal and headers. */
export function translateRequest(
  request: ChatCompletionRequest,
): Omit<LanguageModelV4CallOptions, 'maxOutputTokens' | 'abortSignal' | 'headers'> {
  const { temperature, top_p: topP, seed, stop, reasoning_effort: reasoning } = request;
  const { presence_penalty: presencePenalty, frequency_penalty: frequencyPenalty } = request;
  const options = {
    temperature,
    topP,
    seed,
    presencePenalty,
    frequencyPenalty,
    reasoning,
    stopSequences: typeof stop === 'string' ? [stop] : stop,
    responseFormat: formatOf(request),
    tools: request.tools?.map(({ function: { name, description, parameters, strict } }) => ({
      type: 'function' as const,
      name,
      inputSchema: parameters ?? { type: 'object', properties: {} },
      ...(description === undefined ? {} : { description }),
      ...(typeof strict === 'boolean' ? { strict } : {}),
    })),
    toolChoice: choiceOf(request.tool_choice),
  };
  const given = Object.entries(options).filter(([, value]) => value != null);
  return { prompt: translateMessages(request.messages), ...Object.fromEntries(given) };
}

function formatOf({
  response_format: format,
}: ChatCompletionRequest): LanguageModelV4CallOptions['responseFormat'] {
  if (format === undefined || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { type: 'json' };
  const { name, description, schema } = format.json_schema;
  return {
    type: 'json',
    name,
    ...(description === undefined ? {} : { description }),
    ...(schema === undefined ? {} : { schema }),
  };
}

function choiceOf(
  choice: ChatCompletionRequest['tool_choice'],
): LanguageModelV4CallOptions['toolChoice'] {
  if (choice === undefined) return undefined;
  if (typeof choice === 'string') return { type: choice };
  return { type: 'tool', toolName: choice.function.name };
}

function translateMessages(messages: readonly ChatCompletionMessage[]): LanguageModelV4Message[] {
  /** Results name only the call that they are of. */
  const toolNames = new Map<string, string>();
  return messages.map((message): LanguageModelV4Message => {
    switch (message.role) {
      case 'system':
      case 'developer':
        return { role: 'system', content: textsOf(message.content).join('\n') };
      case 'user':
        return { role: 'user', content: userParts(message.content) };
      case 'assistant':
        for (const call of message.tool_calls ?? []) toolNames.set(call.id, call.function.name);
        return {
          role: 'assistant',
          content: [
            ...textsOf(message.content).map(textPart),
            ...(message.tool_calls ?? []).map((call) => ({
              type: 'tool-call' as const,
              toolCallId: call.id,
              toolName: call.function.name,
              input: parseInput(call.function.arguments),
              ...(call.extra_content === undefined
                ? {}
                : { providerOptions: { google: thoughtOf(call.extra_content) } }),
            })),
          ],
        };
      case 'tool':
        return {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: message.tool_call_id,
              toolName: toolNames.get(message.tool_call_id) ?? '',
              output: { type: 'text', value: textsOf(message.content).join('\n') },
            },
          ],
        };
    }
  });
}

type ExtraContent = NonNullable<
  NonNullable<
    (ChatCompletionMessage & { role: 'assistant' })['tool_calls']
  >[number]['extra_content']
>;

/** Google's models want the mark back that they put on a call. */
function thoughtOf({ google }: ExtraContent): { thoughtSignature: string } {
  return { thoughtSignature: google.thought_signature };
}

/** Of what a model wrote: it may be no JSON, and then it is its own words. */
function parseInput(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return text;
  }
}

const textPart = (text: string): LanguageModelV4TextPart => ({ type: 'text', text });

function textsOf(content: string | readonly { text: string }[] | null | undefined): string[] {
  const texts = typeof content === 'string' ? [content] : (content ?? []).map(({ text }) => text);
  return texts.filter((text) => text !== '');
}

function userParts(
  content: (ChatCompletionMessage & { role: 'user' })['content'],
): (LanguageModelV4TextPart | LanguageModelV4FilePart)[] {
  if (typeof content === 'string') return [textPart(content)];
  return content.map((part) => {
    if (part.type === 'text') return textPart(part.text);
    const { url } = part.image_url;
    const [, mediaType = 'image', data = ''] = DATA_URL.exec(url) ?? [];
    return {
      type: 'file',
      mediaType,
      data: data === '' ? { type: 'url', url: new URL(url) } : { type: 'data', data },
    };
  });
}

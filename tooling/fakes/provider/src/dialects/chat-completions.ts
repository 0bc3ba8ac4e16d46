import { CHAT_VENDORS } from './chat-vendors.ts';
import { chatErrorAnswer, chatStreamError } from './chat-errors.ts';
import type { AnswerContext, AnswerWriter, ChatVendor, Dialect, Finish } from './dialect.ts';
import {
  asObject,
  asObjects,
  bearerKey,
  type Json,
  requiredString,
  stringOr,
  textOf,
  tokenLimit,
} from './read-body.ts';
import { cutSse, sse } from './sse.ts';

/** `POST …/chat/completions` as the vendor speaks it. https://platform.openai.com/docs/api-reference/chat */
export function chatCompletions(vendor: ChatVendor): Dialect {
  return {
    name: `chat:${vendor}`,
    readKey: (headers) => bearerKey(headers.authorization),
    readRequest(body) {
      return {
        model: requiredString(body, 'model'),
        stream: body['stream'] === true,
        messages: asObjects(body['messages'], 'messages').map((message) => ({
          role: stringOr(message['role'], 'user'),
          text: textOf(message['content']),
        })),
        maxTokens: tokenLimit(body['max_tokens'], body['max_completion_tokens']),
        wantsUsage: asObject(body['stream_options'])['include_usage'] === true,
        wantsReasoning: true,
      };
    },
    errorAnswer: (kind, message, retryAfterSeconds) =>
      chatErrorAnswer(vendor, kind, message, retryAfterSeconds),
    writer: (context) => chatWriter(vendor, context),
  };
}

function chatWriter(vendor: ChatVendor, context: AnswerContext): AnswerWriter {
  const traits = CHAT_VENDORS[vendor];
  const { request, tool } = context;
  const finishReason = (finish: Finish | null) => {
    if (finish === 'filter') return 'content_filter';
    return finish === 'stop' && tool !== null ? 'tool_calls' : finish;
  };
  const call = { index: 0, id: `call_${context.id}`, type: 'function' };
  const frame = {
    id: `chatcmpl-${context.id}`,
    created: context.createdAtSeconds,
    model: request.model,
  };
  const chunk = (delta: Json, finish: Finish | null = null): Json => ({
    ...frame,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason(finish) }],
  });
  const usage = () => {
    const counts = context.usage();
    return counts && context.report(traits.usage(counts));
  };

  const finishEvents = (finish: Finish, usageTimes: 1 | 2) => {
    const last = chunk({}, finish);
    if (traits.usageIn === 'own-chunk') {
      const counted = request.wantsUsage ? usage() : null;
      const usageChunk = { ...frame, object: 'chat.completion.chunk', choices: [], usage: counted };
      return sse(last) + (counted ? sse(usageChunk).repeat(usageTimes) : '');
    }
    const counted = usage();
    if (!counted) return sse(last);
    const withUsage =
      traits.usageIn === 'x_groq'
        ? { ...last, x_groq: { usage: counted } }
        : { ...last, usage: counted };
    return sse(withUsage).repeat(usageTimes);
  };

  return {
    headers: { 'x-request-id': `req_${context.id}` },
    start: () =>
      sse(
        chunk({
          role: 'assistant',
          content: tool === null ? '' : null,
          ...(tool !== null && {
            tool_calls: [{ ...call, function: { name: tool, arguments: '' } }],
          }),
        }),
      ),
    reasoning: (text) => (traits.reasoning ? sse(chunk(traits.reasoning(text))) : ''),
    text: (text) =>
      sse(
        chunk(
          tool === null
            ? { content: text }
            : { tool_calls: [{ index: 0, function: { arguments: text } }] },
        ),
      ),
    end: (finish, usageTimes) => finishEvents(finish, usageTimes) + sse('[DONE]'),
    badJson: () => cutSse(chunk({ content: 'cut' })),
    error: () => sse(chatStreamError(vendor)),
    body({ reasoning, text, finish }) {
      const counted = usage();
      return {
        ...frame,
        object: 'chat.completion',
        choices: [
          {
            index: 0,
            message:
              tool === null
                ? wholeMessage(vendor, reasoning, text)
                : {
                    role: 'assistant',
                    content: null,
                    tool_calls: [{ ...call, function: { name: tool, arguments: text } }],
                  },
            logprobs: null,
            finish_reason: finishReason(finish),
          },
        ],
        ...(counted && { usage: counted }),
      };
    },
  };
}

/** Mistral puts thinking and answer side by side in the content; the others keep reasoning in a field of its own. */
function wholeMessage(vendor: ChatVendor, reasoning: string, text: string): Json {
  const { reasoning: show } = CHAT_VENDORS[vendor];
  const shown = reasoning !== '' && show ? show(reasoning) : {};
  const thinking = shown['content'];
  const content = Array.isArray(thinking)
    ? asObjects(thinking, 'content').concat({ type: 'text', text })
    : text;
  return { role: 'assistant', ...shown, content };
}

import {
  type AnswerContext,
  type AnswerWriter,
  BadRequest,
  type Dialect,
  type ErrorKind,
  type Finish,
  type UsageCounts,
} from './dialect.ts';
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

const ERRORS: Record<ErrorKind, { status: number; type: string }> = {
  'missing-key': { status: 401, type: 'authentication_error' },
  'bad-key': { status: 401, type: 'authentication_error' },
  'bad-request': { status: 400, type: 'invalid_request_error' },
  'rate-limit': { status: 429, type: 'rate_limit_error' },
  'server-error': { status: 500, type: 'api_error' },
  overloaded: { status: 529, type: 'overloaded_error' },
};

/** Anthropic's `POST …/messages`. https://docs.anthropic.com/en/api/messages-streaming */
export const anthropic: Dialect = {
  name: 'anthropic',
  readKey: (headers) => stringOr(headers['x-api-key'], '') || bearerKey(headers.authorization),
  readRequest(body) {
    const maxTokens = tokenLimit(body['max_tokens']);
    if (maxTokens === null) throw new BadRequest('max_tokens: Field required');
    const system =
      body['system'] === undefined ? [] : [{ role: 'system', text: textOf(body['system']) }];
    const messages = asObjects(body['messages'], 'messages').map((message) => ({
      role: stringOr(message['role'], 'user'),
      text: textOf(message['content']),
    }));
    return {
      model: requiredString(body, 'model'),
      stream: body['stream'] === true,
      messages: [...system, ...messages],
      maxTokens,
      wantsUsage: true,
      wantsReasoning: true,
    };
  },
  errorAnswer: (kind, message, retryAfterSeconds) => ({
    status: ERRORS[kind].status,
    body: { type: 'error', error: { type: ERRORS[kind].type, message } },
    ...(retryAfterSeconds !== undefined && {
      headers: {
        'retry-after': String(retryAfterSeconds),
        'anthropic-ratelimit-requests-remaining': '0',
      },
    }),
  }),
  writer: anthropicWriter,
};

/** Input is what neither came from the cache nor went into it; output counts thinking. */
function inputUsage(counts: UsageCounts): Json {
  return {
    input_tokens: counts.prompt - counts.cached - counts.cacheWrite,
    cache_creation_input_tokens: counts.cacheWrite,
    cache_read_input_tokens: counts.cached,
  };
}

function outputUsage(counts: UsageCounts): Json {
  return {
    output_tokens: counts.text + counts.reasoning,
    ...(counts.reasoning > 0 && { output_tokens_details: { thinking_tokens: counts.reasoning } }),
  };
}

/**
 * What adapters that know no counts put at the start: clients of this dialect refuse a message that opens without
 * `input_tokens`, so leaving usage out can only mean the `message_delta` at the end.
 */
const NO_USAGE_AT_START: Json = { input_tokens: 0 };

function stopReason(finish: Finish | null, tool: string | null): string | null {
  if (finish === null) return null;
  if (finish === 'stop' && tool !== null) return 'tool_use';
  return { stop: 'end_turn', length: 'max_tokens', filter: 'refusal' }[finish];
}

/** What a script has a tool called with; of a whole answer that is cut there may be no object. */
function readInput(text: string): Json {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return { text };
  }
}

function anthropicWriter(context: AnswerContext): AnswerWriter {
  const signature = Buffer.from(context.id).toString('base64');
  let index = -1;
  const { tool } = context;
  let open: 'thinking' | 'text' | null = null;

  const toolUse = (name: string, input: Json) => ({
    type: 'tool_use',
    id: `toolu_${context.id}`,
    name,
    input,
  });
  const event = (type: string, fields: Json = {}) => sse({ type, ...fields }, type);
  const message = (content: Json[], finish: Finish | null, usage: Json | null): Json => ({
    id: `msg_${context.id}`,
    type: 'message',
    role: 'assistant',
    model: context.request.model,
    content,
    stop_reason: stopReason(finish, tool),
    stop_sequence: null,
    ...(usage && { usage }),
  });
  const usage = () => {
    const counts = context.usage();
    return counts && context.report({ ...inputUsage(counts), ...outputUsage(counts) });
  };
  const closeBlock = () => {
    const was = open;
    open = null;
    if (was === null) return '';
    const signed = event('content_block_delta', {
      index,
      delta: { type: 'signature_delta', signature },
    });
    return (was === 'thinking' ? signed : '') + event('content_block_stop', { index });
  };
  const openBlock = (type: 'thinking' | 'text') => {
    if (open === type) return '';
    const closed = closeBlock();
    open = type;
    index += 1;
    const said = tool === null ? { type, text: '' } : toolUse(tool, {});
    const block = type === 'thinking' ? { type, thinking: '', signature: '' } : said;
    return closed + event('content_block_start', { index, content_block: block });
  };

  return {
    headers: { 'request-id': `req_${context.id}` },
    start: () =>
      event('message_start', { message: message([], null, usage() ?? NO_USAGE_AT_START) }) +
      event('ping'),
    reasoning(thinking) {
      const opened = openBlock('thinking');
      return (
        opened +
        event('content_block_delta', { index, delta: { type: 'thinking_delta', thinking } })
      );
    },
    text(text) {
      const opened = openBlock('text');
      const delta =
        tool === null
          ? { type: 'text_delta', text }
          : { type: 'input_json_delta', partial_json: text };
      return opened + event('content_block_delta', { index, delta });
    },
    end(finish, usageTimes) {
      const closed = closeBlock();
      const counted = usage();
      const delta = { stop_reason: stopReason(finish, tool), stop_sequence: null };
      const last = event('message_delta', { delta, ...(counted && { usage: counted }) });
      return closed + last.repeat(usageTimes) + event('message_stop');
    },
    badJson: () =>
      cutSse(
        { type: 'content_block_delta', index, delta: { type: 'text_delta', text: 'cut' } },
        'content_block_delta',
      ),
    error: () => event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
    body({ reasoning, text, finish }) {
      const thinking =
        reasoning === '' ? [] : [{ type: 'thinking', thinking: reasoning, signature }];
      const said = tool === null ? { type: 'text', text } : toolUse(tool, readInput(text));
      return message([...thinking, said], finish, usage());
    },
  };
}

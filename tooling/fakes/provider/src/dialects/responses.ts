import { openAiErrorAnswer } from './chat-errors.ts';
import {
  BadRequest,
  type AnswerContext,
  type AnswerWriter,
  type Dialect,
  type Finish,
  type PromptMessage,
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
import { responsesUsage } from './responses-usage.ts';
import { cutSse, sse } from './sse.ts';

/** OpenAI's `POST …/responses`. https://platform.openai.com/docs/api-reference/responses-streaming */
export const responses: Dialect = {
  name: 'responses',
  readKey: (headers) => bearerKey(headers.authorization),
  readRequest(body) {
    return {
      model: requiredString(body, 'model'),
      stream: body['stream'] === true,
      messages: readMessages(body),
      maxTokens: tokenLimit(body['max_output_tokens']),
      wantsUsage: true,
      wantsReasoning: typeof asObject(body['reasoning'])['summary'] === 'string',
    };
  },
  errorAnswer: openAiErrorAnswer,
  writer: responsesWriter,
};

function readMessages(body: Json): PromptMessage[] {
  const { input, instructions } = body;
  if (input === undefined) throw new BadRequest("Missing required parameter: 'input'.");
  const system = typeof instructions === 'string' ? [{ role: 'system', text: instructions }] : [];
  if (typeof input === 'string') return [...system, { role: 'user', text: input }];
  const items = asObjects(input, 'input').map((item) => ({
    role: stringOr(item['role'], 'tool'),
    text: textOf(item['content'] ?? item['output']),
  }));
  return [...system, ...items];
}

function responsesWriter(context: AnswerContext): AnswerWriter {
  const { request, id } = context;
  const reasoningId = `rs_${id}`;
  const messageId = `msg_${id}`;
  let sequence = 0;
  let outputIndex = -1;
  let open: 'reasoning' | 'message' | null = null;
  let reasoningText = '';
  let messageText = '';

  const event = (type: string, fields: Json) =>
    sse({ type, sequence_number: sequence++, ...fields }, type);
  const response = (status: string, output: Json[], more: Json = {}): Json => ({
    id: `resp_${id}`,
    object: 'response',
    created_at: context.createdAtSeconds,
    status,
    model: request.model,
    error: null,
    incomplete_details: null,
    output,
    ...more,
  });
  const reasoningItem = (text: string): Json => ({
    id: reasoningId,
    type: 'reasoning',
    summary: text === '' || !request.wantsReasoning ? [] : [{ type: 'summary_text', text }],
  });
  const messageItem = (text: string, status: string): Json => ({
    id: messageId,
    type: 'message',
    role: 'assistant',
    status,
    content:
      status === 'in_progress'
        ? []
        : [{ type: 'output_text', text, annotations: [], logprobs: [] }],
  });
  const outputItems = (reasoning: string, text: string): Json[] => [
    ...(reasoning === '' ? [] : [reasoningItem(reasoning)]),
    messageItem(text, 'completed'),
  ];
  const place = (item_id: string) => ({ item_id, output_index: outputIndex });

  const closeItem = () => {
    const was = open;
    open = null;
    if (was === 'reasoning') {
      const summary = { ...place(reasoningId), summary_index: 0 };
      const item = { output_index: outputIndex, item: reasoningItem(reasoningText) };
      const summaryDone = event('response.reasoning_summary_part.done', {
        ...summary,
        part: { type: 'summary_text', text: reasoningText },
      });
      return (request.wantsReasoning ? summaryDone : '') + event('response.output_item.done', item);
    }
    if (was === 'message') {
      const part = { ...place(messageId), content_index: 0 };
      return (
        event('response.output_text.done', { ...part, text: messageText }) +
        event('response.output_item.done', {
          output_index: outputIndex,
          item: messageItem(messageText, 'completed'),
        })
      );
    }
    return '';
  };
  const openReasoning = () => {
    open = 'reasoning';
    outputIndex += 1;
    const added = event('response.output_item.added', {
      output_index: outputIndex,
      item: reasoningItem(''),
    });
    const part = {
      ...place(reasoningId),
      summary_index: 0,
      part: { type: 'summary_text', text: '' },
    };
    return (
      added + (request.wantsReasoning ? event('response.reasoning_summary_part.added', part) : '')
    );
  };
  const openMessage = () => {
    const closed = closeItem();
    open = 'message';
    outputIndex += 1;
    const item = { output_index: outputIndex, item: messageItem('', 'in_progress') };
    return closed + event('response.output_item.added', item);
  };
  const ending = (finish: Finish | null, output: Json[]): Json => {
    const counts = context.usage();
    const usage = counts ? { usage: context.report(responsesUsage(counts)) } : {};
    if (finish === 'length' || finish === 'filter') {
      const reason = finish === 'length' ? 'max_output_tokens' : 'content_filter';
      return response('incomplete', output, { ...usage, incomplete_details: { reason } });
    }
    return response(finish === null ? 'in_progress' : 'completed', output, usage);
  };

  return {
    headers: { 'x-request-id': `req_${id}` },
    start: () =>
      event('response.created', { response: response('in_progress', []) }) +
      event('response.in_progress', { response: response('in_progress', []) }),
    reasoning(text) {
      const opened = open === 'reasoning' ? '' : openReasoning();
      reasoningText += text;
      if (!request.wantsReasoning) return opened;
      const part = { ...place(reasoningId), summary_index: 0, delta: text };
      return opened + event('response.reasoning_summary_text.delta', part);
    },
    text(text) {
      const opened = open === 'message' ? '' : openMessage();
      messageText += text;
      const part = { ...place(messageId), content_index: 0, delta: text, logprobs: [] };
      return opened + event('response.output_text.delta', part);
    },
    end(finish, usageTimes) {
      const closed = closeItem();
      const type = finish === 'stop' ? 'response.completed' : 'response.incomplete';
      const last = () =>
        event(type, { response: ending(finish, outputItems(reasoningText, messageText)) });
      return closed + last() + (usageTimes === 2 ? last() : '');
    },
    badJson: () =>
      cutSse({ type: 'response.output_text.delta', ...place(messageId), delta: 'cut' }),
    error: () =>
      event('error', {
        code: 'server_error',
        message: 'The server is overloaded. Please try again later.',
        param: null,
      }),
    body: ({ reasoning, text, finish }) => ending(finish, outputItems(reasoning, text)),
  };
}

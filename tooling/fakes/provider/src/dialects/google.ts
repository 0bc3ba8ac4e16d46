import type {
  AnswerContext,
  AnswerWriter,
  Dialect,
  ErrorAnswer,
  ErrorKind,
  Finish,
  UsageCounts,
} from './dialect.ts';
import { asObject, asObjects, type Json, stringOr, textOf, tokenLimit } from './read-body.ts';
import { cutSse, sse } from './sse.ts';

const ERRORS: Record<ErrorKind, { status: number; name: string }> = {
  'missing-key': { status: 403, name: 'PERMISSION_DENIED' },
  'bad-key': { status: 400, name: 'INVALID_ARGUMENT' },
  'bad-request': { status: 400, name: 'INVALID_ARGUMENT' },
  'rate-limit': { status: 429, name: 'RESOURCE_EXHAUSTED' },
  'server-error': { status: 500, name: 'INTERNAL' },
  overloaded: { status: 503, name: 'UNAVAILABLE' },
};

const PATH = /\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

/** Google's `POST …/models/{model}:generateContent` and `:streamGenerateContent`. https://ai.google.dev/api/generate-content */
export const google: Dialect = {
  name: 'google',
  readKey: (headers, url) => stringOr(headers['x-goog-api-key'], '') || url.searchParams.get('key'),
  readRequest(body, url) {
    const [, model = '', method] = PATH.exec(decodeURIComponent(url.pathname)) ?? [];
    const config = asObject(body['generationConfig']);
    const system = body['systemInstruction'] ?? body['system_instruction'];
    const contents = asObjects(body['contents'], 'contents').map((content) => ({
      role: stringOr(content['role'], 'user'),
      text: textOf(content['parts']),
    }));
    return {
      model,
      stream: method === 'streamGenerateContent',
      messages: [
        ...(system ? [{ role: 'system', text: textOf(asObject(system)['parts']) }] : []),
        ...contents,
      ],
      maxTokens: tokenLimit(config['maxOutputTokens']),
      wantsUsage: true,
      wantsReasoning: asObject(config['thinkingConfig'])['includeThoughts'] === true,
    };
  },
  errorAnswer: googleErrorAnswer,
  writer: googleWriter,
};

/** Google names the wait of a 429 in the body; the header is there as well, as its front ends send it. */
function googleErrorAnswer(
  kind: ErrorKind,
  message: string,
  retryAfterSeconds?: number,
): ErrorAnswer {
  const { status, name } = ERRORS[kind];
  const details: Json[] = [];
  if (kind === 'bad-key') {
    details.push({
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
    });
  }
  if (retryAfterSeconds !== undefined) {
    details.push({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: `${retryAfterSeconds}s`,
    });
  }
  return {
    status,
    body: {
      error: { code: status, message, status: name, ...(details.length > 0 && { details }) },
    },
    ...(retryAfterSeconds !== undefined && {
      headers: { 'retry-after': String(retryAfterSeconds) },
    }),
  };
}

/** `candidatesTokenCount` leaves thoughts out. */
function googleUsage(counts: UsageCounts): Json {
  return {
    promptTokenCount: counts.prompt,
    candidatesTokenCount: counts.text,
    totalTokenCount: counts.prompt + counts.text + counts.reasoning,
    ...(counts.cached > 0 && { cachedContentTokenCount: counts.cached }),
    ...(counts.reasoning > 0 && { thoughtsTokenCount: counts.reasoning }),
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: counts.prompt }],
  };
}

function googleFinish(finish: Finish): string {
  return { stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' }[finish];
}

function googleWriter(context: AnswerContext): AnswerWriter {
  const { request } = context;
  /** Every chunk carries the counts so far, as Google's do. */
  const answer = (parts: Json[], finish: Finish | null): Json => {
    const counts = context.usage();
    return {
      candidates: [
        {
          content: { parts, role: 'model' },
          ...(finish && { finishReason: googleFinish(finish) }),
          index: 0,
        },
      ],
      ...(counts && { usageMetadata: context.report(googleUsage(counts)) }),
      modelVersion: request.model,
      responseId: context.id,
    };
  };

  return {
    headers: {},
    start: () => '',
    reasoning: (text) =>
      request.wantsReasoning ? sse(answer([{ text, thought: true }], null)) : '',
    text: (text) => sse(answer([{ text }], null)),
    end: (finish, usageTimes) => sse(answer([{ text: '' }], finish)).repeat(usageTimes),
    badJson: () => cutSse(answer([{ text: 'cut' }], null)),
    error: () =>
      sse(googleErrorAnswer('overloaded', 'The model is overloaded. Please try again later.').body),
    body({ reasoning, text, finish }) {
      const thought =
        reasoning !== '' && request.wantsReasoning ? [{ text: reasoning, thought: true }] : [];
      return answer([...thought, { text }], finish);
    },
  };
}

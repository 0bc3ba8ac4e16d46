import type { MediaRequest } from '@geko/contracts/media';
import { countsTokens, type MediaCall } from './media-call.ts';
import { mediaTable } from './media-table.ts';

/** Where each kind is made, beside the address of /chat/completions. */
const paths: Record<MediaRequest['kind'], string> = {
  embedding: 'embeddings',
  image: 'images/generations',
  speech: 'audio/speech',
  transcription: 'audio/transcriptions',
};

/** The address for a kind, by that of the same provider's /chat/completions. */
export function mediaUrl(kind: MediaRequest['kind'], completionsUrl: string): string {
  return new URL(`../${paths[kind]}`, completionsUrl).href;
}

/** Whether speech is to come in events: asked for, or the only way to be told its tokens. */
export function wantsEvents(call: MediaCall): boolean {
  const { request, provider } = call;
  if (request.kind !== 'speech') return false;
  return (
    request.body.stream_format === 'sse' ||
    (mediaTable[provider].countsSpeech && countsTokens(call))
  );
}

/** The request as its provider is sent it: the caller's, with the model's own name and without what is ours. */
export function mediaBody(call: MediaCall): { body: string | FormData; type: string | null } {
  const { request, upstreamModel: model, provider } = call;
  const dialect = mediaTable[provider];
  const json = (fields: object) => ({
    body: JSON.stringify({ model, ...withoutNulls(fields) }),
    type: 'application/json',
  });
  switch (request.kind) {
    case 'embedding': {
      const { input, encoding_format, dimensions } = request.body;
      return json(dialect.hasPlainEmbeddings ? { input } : { input, encoding_format, dimensions });
    }
    case 'image': {
      const {
        model: _model,
        user: _user,
        safety_identifier: _identifier,
        stream: _stream,
        response_format: _format,
        ...theirs
      } = request.body;
      return json({ ...theirs, response_format: dialect.asksForImages ? 'b64_json' : null });
    }
    case 'speech': {
      const { model: _model, stream_format: _format, ...theirs } = request.body;
      return json({ ...theirs, stream_format: wantsEvents(call) ? 'sse' : null });
    }
    case 'transcription':
      return { body: formOf(request, model), type: null };
  }
}

function withoutNulls(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));
}

function formOf(
  { body, sound }: Extract<MediaRequest, { kind: 'transcription' }>,
  model: string,
): FormData {
  const form = new FormData();
  form.set('model', model);
  form.set('response_format', body.response_format);
  if (body.language !== undefined) form.set('language', body.language);
  if (body.prompt !== undefined) form.set('prompt', body.prompt);
  if (body.temperature !== undefined) form.set('temperature', String(body.temperature));
  for (const granularity of body.timestamp_granularities ?? []) {
    form.append('timestamp_granularities[]', granularity);
  }
  form.set('file', new Blob([sound.bytes], { type: sound.type }), sound.name);
  return form;
}

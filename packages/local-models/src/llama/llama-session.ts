import {
  getLlama,
  InsufficientMemoryError,
  LlamaChat,
  LlamaLogLevel,
  NoBinaryFoundError,
  type ChatHistoryItem,
  type Llama,
  type LlamaContextSequence,
} from 'node-llama-cpp';
import type { LocalChatEnd, LocalMessage } from '@geko/contracts/local-models';
import { LocalModelError } from '../local-error.ts';
import type { ChatOptions } from '../local-models.ts';
import type { ToEngine } from './protocol.ts';

type Asked = (ToEngine & { kind: 'chat' })['chat'];

export type LlamaSession = { chat(asked: Asked, options: ChatOptions): Promise<LocalChatEnd> };

/** Where nobody says: lively, and still to the point. */
const USUAL_TEMPERATURE = 0.7;
/** Tokens of the context that an answer may not take, as the engine would begin to forget before it is full. */
const SPARE_TOKENS = 16;

async function openLlama(threads: number): Promise<Llama> {
  try {
    // Only the build that npm brought: nothing is downloaded, nothing compiled.
    return await getLlama({
      gpu: process.platform === 'darwin' && process.arch === 'arm64' ? 'auto' : false,
      build: 'never',
      skipDownload: true,
      maxThreads: threads,
      logLevel: LlamaLogLevel.error,
      progressLogs: false,
    });
  } catch (cause) {
    const isMissing = cause instanceof NoBinaryFoundError;
    throw new LocalModelError(isMissing ? 'engine_missing' : 'engine_crashed', { cause });
  }
}

function toHistory(messages: readonly LocalMessage[]): ChatHistoryItem[] {
  return messages.map(({ role, content }): ChatHistoryItem => {
    if (role === 'assistant') return { type: 'model', response: [content] };
    return { type: role, text: content };
  });
}

/** Loads a model. Throws LocalModelError engine_missing, too_little_memory, broken_file. */
export async function openSession({
  path,
  contextTokens,
  threads,
}: {
  path: string;
  contextTokens: number;
  threads: number;
}): Promise<LlamaSession> {
  const llama = await openLlama(threads);
  try {
    const model = await llama.loadModel({ modelPath: path });
    const context = await model.createContext({ contextSize: contextTokens, sequences: 1 });
    const sequence = context.getSequence();
    const chat = new LlamaChat({ contextSequence: sequence });
    return { chat: (asked, options) => answer({ chat, sequence, contextTokens, asked, options }) };
  } catch (cause) {
    const isMemory = cause instanceof InsufficientMemoryError;
    throw new LocalModelError(isMemory ? 'too_little_memory' : 'broken_file', { cause });
  }
}

async function answer({
  chat,
  sequence,
  contextTokens,
  asked,
  options: { signal, onPart },
}: {
  chat: LlamaChat;
  sequence: LlamaContextSequence;
  contextTokens: number;
  asked: Asked;
  options: ChatOptions;
}): Promise<LocalChatEnd> {
  const history: ChatHistoryItem[] = [
    ...toHistory(asked.messages),
    { type: 'model', response: [] },
  ];
  const { contextText } = chat.chatWrapper.generateContextState({ chatHistory: history });
  const inputTokens = contextText.tokenize(chat.model.tokenizer).length;
  const room = contextTokens - inputTokens - SPARE_TOKENS;
  if (room < 1) throw new LocalModelError('prompt_too_long');
  const before = sequence.tokenMeter.getState();
  let reasoning = 0;
  const usage = (): LocalChatEnd['usage'] => {
    const made = sequence.tokenMeter.diff(before).usedOutputTokens;
    const reasoningTokens = Math.min(reasoning, made);
    return { inputTokens, outputTokens: made - reasoningTokens, reasoningTokens };
  };
  try {
    const { metadata } = await chat.generateResponse(history, {
      signal,
      stopOnAbortSignal: true,
      maxTokens: Math.min(asked.maxTokens, room),
      temperature: asked.temperature ?? USUAL_TEMPERATURE,
      ...(asked.topP !== null && { topP: asked.topP }),
      onResponseChunk(chunk) {
        const isReasoning = chunk.type === 'segment';
        if (isReasoning) reasoning += chunk.tokens.length;
        if (chunk.text !== '') {
          onPart({ kind: isReasoning ? 'reasoning' : 'text', text: chunk.text });
        }
      },
    });
    const { stopReason } = metadata;
    if (stopReason === 'abort') return { finishReason: 'aborted', usage: usage() };
    return { finishReason: stopReason === 'maxTokens' ? 'length' : 'stop', usage: usage() };
  } catch (error) {
    if (signal.aborted) return { finishReason: 'aborted', usage: usage() };
    throw error;
  }
}

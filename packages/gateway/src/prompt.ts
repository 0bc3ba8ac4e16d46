import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { PromptMessage } from './generation.ts';

function toMessage({ role, text }: PromptMessage): LanguageModelV4Message {
  switch (role) {
    case 'system':
      return { role, content: text };
    case 'user':
      return { role, content: [{ type: 'text', text }] };
    case 'assistant':
      return { role, content: [{ type: 'text', text }] };
  }
}

/** Our messages in the shape that providers' model objects take. */
export function toPrompt(messages: readonly PromptMessage[]): LanguageModelV4Prompt {
  return messages.map(toMessage);
}

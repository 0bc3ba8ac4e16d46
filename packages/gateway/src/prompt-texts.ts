import type { ChatCompletionMessage } from '@geko/contracts/chat-completions';

/** The words of a message: its text, what it calls and with what. Pictures have none. */
export function textOfMessage(message: ChatCompletionMessage): string {
  const { content } = message;
  const texts =
    typeof content === 'string'
      ? [content]
      : (content ?? []).map((part) => (part.type === 'text' ? part.text : ''));
  const calls =
    message.role === 'assistant'
      ? (message.tool_calls ?? []).map(({ function: f }) => `${f.name} ${f.arguments}`)
      : [];
  return [...texts, ...calls].filter((text) => text !== '').join('\n');
}

/** The words of a prompt, which no log may repeat. */
export function promptTexts(messages: readonly ChatCompletionMessage[]): string[] {
  return messages.map(textOfMessage);
}

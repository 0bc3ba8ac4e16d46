import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';

/** A picture that a request names by its address, and the field that does. */
export type PictureAddress = { url: string; field: string };

/** Every picture of a request that does not come along with it. */
export function pictureAddresses({ messages }: ChatCompletionRequest): PictureAddress[] {
  return messages.flatMap(({ content }, message) =>
    typeof content === 'string'
      ? []
      : (content ?? []).flatMap((part, index) =>
          part.type === 'image_url' && !part.image_url.url.startsWith('data:')
            ? [
                {
                  url: part.image_url.url,
                  field: `messages.${message}.content.${index}.image_url.url`,
                },
              ]
            : [],
        ),
  );
}

/** The request with pictures in place of their addresses. pictures: data URLs by address. */
export function withPictures(
  request: ChatCompletionRequest,
  pictures: ReadonlyMap<string, string>,
): ChatCompletionRequest {
  const messages = request.messages.map((message) => {
    if (message.role !== 'user' || typeof message.content === 'string') return message;
    const content = message.content.map((part) => {
      if (part.type !== 'image_url') return part;
      const { url, ...more } = part.image_url;
      return { ...part, image_url: { ...more, url: pictures.get(url) ?? url } };
    });
    return { ...message, content };
  });
  return { ...request, messages };
}

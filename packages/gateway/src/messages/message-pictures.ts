import type { MessagesRequest } from '@geko/contracts/messages';
import type { PictureAddress } from '../picture-addresses.ts';

type Message = MessagesRequest['messages'][number];
type Block = Message['content'][number];
type Image = Extract<Block, { type: 'image' }>;
type Base64 = Extract<Image['source'], { type: 'base64' }>;

const DATA_URL = /^data:(image\/(?:png|jpeg|webp|gif));base64,(.*)$/su;

/** Every picture of a request in Anthropic's dialect that does not come along with it, results of tools included. */
export function messagePictures({ messages }: MessagesRequest): PictureAddress[] {
  return messages.flatMap(({ content }, index) =>
    addressesIn(content, `messages.${index}.content`),
  );
}

/** The request with pictures in place of their addresses. pictures: data URLs by address. */
export function withMessagePictures(
  message: MessagesRequest,
  pictures: ReadonlyMap<string, string>,
): MessagesRequest {
  const show = (image: Image): Image => {
    const { source } = image;
    const picture = source.type === 'url' ? pictures.get(source.url) : undefined;
    return picture === undefined ? image : { ...image, source: sourceOf(picture) };
  };
  const messages = message.messages.map((said): Message => {
    if (said.role !== 'user') return said;
    const content = said.content.map((block) => {
      if (block.type === 'image') return show(block);
      if (block.type !== 'tool_result' || block.content === undefined) return block;
      const shown = block.content.map((part) => (part.type === 'image' ? show(part) : part));
      return { ...block, content: shown };
    });
    return { ...said, content };
  });
  return { ...message, messages };
}

function addressesIn(content: readonly Block[], field: string): PictureAddress[] {
  return content.flatMap((block, index) => {
    const here = `${field}.${index}`;
    if (block.type === 'tool_result') return addressesIn(block.content ?? [], `${here}.content`);
    if (block.type !== 'image' || block.source.type !== 'url') return [];
    return [{ url: block.source.url, field: `${here}.source.url` }];
  });
}

function sourceOf(dataUrl: string): Base64 {
  const [, type = '', data = ''] = DATA_URL.exec(dataUrl) ?? [];
  return { type: 'base64', media_type: type as Base64['media_type'], data };
}

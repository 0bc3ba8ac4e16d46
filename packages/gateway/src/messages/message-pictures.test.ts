import { MessagesRequest } from '@geko/contracts/messages';
import { expect, test } from 'vitest';
import { providerTable } from '../providers/table.ts';
import { picturesToBring, unableTo } from '../unable-to.ts';
import { messagePictures, withMessagePictures } from './message-pictures.ts';
import { toChatRequest } from './to-chat-request.ts';

const picture = (url: string) => ({
  type: 'image' as const,
  source: { type: 'url' as const, url },
});
const [FAR, NEAR] = ['https://site.example/a.png', 'http://site.example/b.png'];
const message = MessagesRequest.parse({
  model: 'claude-haiku-4-5',
  max_tokens: 10,
  system: 'Look.',
  messages: [
    { role: 'user', content: 'Look' },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'a',
          content: [{ type: 'text', text: 'Here' }, picture(FAR)],
        },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        picture(NEAR),
      ],
    },
  ],
});
const far = { url: FAR, field: 'messages.1.content.0.content.1.source.url' };
const near = { url: NEAR, field: 'messages.1.content.2.source.url' };

test('pictures are found in results of tools too, and named as they were asked', () => {
  expect(messagePictures(message)).toEqual([far, near]);
});

test('they come along as what they are, in both dialects', () => {
  const brought = withMessagePictures(
    message,
    new Map([
      [FAR, 'data:image/webp;base64,BBBB'],
      [NEAR, 'data:image/jpeg;base64,CC=='],
    ]),
  );
  expect(messagePictures(brought)).toEqual([]);
  expect(JSON.stringify(brought)).not.toContain('site.example');
  expect(brought.messages[1]?.content[2]).toEqual({
    type: 'image',
    source: { type: 'base64', media_type: 'image/jpeg', data: 'CC==' },
  });
  expect(JSON.stringify(toChatRequest(brought))).toContain('data:image/webp;base64,BBBB');
  expect(messagePictures(withMessagePictures(message, new Map()))).toEqual([far, near]);
});

test('a provider is brought what it does not fetch, in whichever dialect it is asked', () => {
  const request = toChatRequest(message);
  const { anthropic, openai, google } = providerTable;
  const own = { isOwnAddress: true };
  expect(picturesToBring(anthropic, request, own, message)).toEqual([near]);
  expect(picturesToBring(anthropic, request, { isOwnAddress: false }, message)).toEqual([
    far,
    near,
  ]);
  expect(picturesToBring(openai, request, own, message)).toEqual([near]);
  expect(picturesToBring(google, request, own, message)).toEqual([far, near]);
  expect(unableTo(anthropic, request, own, message)).toEqual({
    field: near.field,
    why: 'picture_address',
  });
  expect(unableTo(google, request, own, message)).toEqual({
    field: far.field,
    why: 'picture_address',
  });
});

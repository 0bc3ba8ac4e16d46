import { withMessagePictures } from '@geko/gateway/messages/message-pictures';
import { pictureAddresses, withPictures } from '@geko/gateway/picture-addresses';
import type { AskedCall } from './start-call.ts';

/** What a picture is until it is there. */
export const AN_EMPTY_PICTURE = 'data:image/png;base64,';

/** What is asked with pictures in place of their addresses. pictures: data URLs by address. */
export function withBrought(asked: AskedCall, pictures: ReadonlyMap<string, string>): AskedCall {
  const { request, message } = asked;
  return {
    ...asked,
    request: withPictures(request, pictures),
    message: message && withMessagePictures(message, pictures),
  };
}

/** The same as if every picture had come along. */
export function asIfBrought(asked: AskedCall): AskedCall {
  const named = pictureAddresses(asked.request);
  if (named.length === 0) return asked;
  return withBrought(asked, new Map(named.map(({ url }) => [url, AN_EMPTY_PICTURE])));
}

/**
 * A picture that only some may see: kept by their browser, for good when the address names the version that it shows
 * (?v=), and by nobody in between.
 */
export function pictureResponse(
  request: Request,
  picture: { id: string; image: Uint8Array },
  { requestId }: { requestId: string },
): Response {
  const isNamed = new URL(request.url).searchParams.get('v') === picture.id;
  const headers = {
    'content-type': 'image/webp',
    'cache-control': isNamed ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    etag: `"${picture.id}"`,
    vary: 'cookie',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'",
    'x-request-id': requestId,
  };
  if (request.headers.get('if-none-match') === headers.etag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(new Uint8Array(picture.image), { headers });
}

import { AppError } from '@geko/contracts/errors';
import { pictureAddresses, type PictureAddress } from '@geko/gateway/picture-addresses';
import { asProgram, type Program } from '../access/authenticate-program.ts';
import type { Deps, RequestFacts, Scope } from '../deps.ts';
import { pictureType } from '../images/picture-type.ts';
import { decide } from '../policy/decide.ts';
import { deskIn } from '../policy/desk.ts';
import { AN_EMPTY_PICTURE, withBrought } from './brought-pictures.ts';
import { routeCall } from './route-call.ts';
import { judgeCall, type AskedCall } from './start-call.ts';

/** For all pictures of a request together. */
const MOST_BYTES = 20_000_000;
const MOST_MS = 30_000;
const MOST_PICTURES = 20;

type PictureDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'gateway' | 'outbound'>;

/**
 * What is asked with those pictures brought along that its provider cannot fetch, or would fetch from inside our network.
 * Admission is asked before, as a dry run: who would be refused makes us fetch nothing. No hold is taken yet.
 * @param signal aborted = the program has left.
 * @throws AppError what startCall would; BAD_REQUEST, PAYLOAD_TOO_LARGE and UNSUPPORTED_MEDIA_TYPE name the picture
 */
export async function bringPictures(
  deps: PictureDeps,
  caller: { program: Program; request: RequestFacts },
  asked: AskedCall,
  signal: AbortSignal,
): Promise<AskedCall> {
  if (pictureAddresses(asked.request).length === 0) return asked;
  const { routed, wanted } = await asProgram(deps, caller.program, caller.request, (scope) =>
    foreseePictures(scope, deps, asked),
  );
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]);
  const pictures = new Map<string, string>();
  let bytes = 0;
  for (const { url, field } of wanted) {
    if (pictures.has(url)) continue;
    if (pictures.size === MOST_PICTURES) {
      const message = `At most ${MOST_PICTURES} pictures of a request may come from addresses.`;
      throw new AppError('BAD_REQUEST', { field, message });
    }
    const found = await deps.outbound.fetch({
      url,
      field,
      maxBytes: MOST_BYTES - bytes,
      types: ['image/*', 'application/octet-stream', 'binary/octet-stream'],
      signal: inTime,
    });
    bytes += found.bytes.length;
    pictures.set(url, dataUrl(found.bytes, field));
  }
  return withBrought(routed, pictures);
}

/** For which model, and which pictures have to be fetched, once the call would be admitted with them. */
async function foreseePictures(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  asked: AskedCall,
): Promise<{ routed: AskedCall; wanted: PictureAddress[] }> {
  const desk = deskIn(scope);
  const routed = await routeCall(desk, deps, asked);
  const { request, message } = routed;
  const offered = await desk.findModel(request.model);
  const wanted = offered
    ? deps.gateway.picturesToBring(offered.model.provider, request, message)
    : [];
  const brought = new Map(wanted.map(({ url }) => [url, AN_EMPTY_PICTURE]));
  const call = await judgeCall(desk, deps, withBrought(routed, brought));
  await decide(desk, deps, call, { holdId: null });
  return { routed, wanted };
}

/** The picture by what it is, whatever its server calls it. */
function dataUrl(bytes: Buffer, field: string): string {
  const type = pictureType(bytes);
  if (type === null) {
    const message = 'What is at this address is no PNG, JPEG, WebP or GIF.';
    throw new AppError('BAD_REQUEST', { field, message });
  }
  return `data:${type};base64,${bytes.toString('base64')}`;
}

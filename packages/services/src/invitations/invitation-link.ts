import { hashToken } from '@geko/auth/secrets';
import type { Deps } from '../deps.ts';

const MARK = '.';

/** Both ways to one invitation: the link for the inviter to pass on, and the one that only its mail carries. */
export type InvitationLink = { tokenHash: string; url: string; mailedUrl: string };

/**
 * Makes the link of an invitation. The one in the mail carries a seal besides the token: whoever comes by it has read
 * the mail, and so has the address; whoever comes by the inviter's has not shown that.
 */
export function newInvitationLink(deps: Pick<Deps, 'secrets' | 'publicUrl'>): InvitationLink {
  const { token, tokenHash } = deps.secrets.newToken();
  const url = `${deps.publicUrl}/invite/${token}`;
  const seal = deps.secrets.seal('invitation', sealed(tokenHash));
  return { tokenHash, url, mailedUrl: `${url}${MARK}${seal}` };
}

/** What a link's token says; null for one with a wrong seal. */
export function readInvitationToken(
  { secrets }: Pick<Deps, 'secrets'>,
  text: string,
): { tokenHash: string; isFromMail: boolean } | null {
  const [token = '', seal, ...rest] = text.split(MARK);
  const tokenHash = hashToken(token);
  if (seal === undefined) return { tokenHash, isFromMail: false };
  const isOurs = rest.length === 0 && secrets.open('invitation', seal) === sealed(tokenHash);
  return isOurs ? { tokenHash, isFromMail: true } : null;
}

/** Enough of the hash to bind the seal to this token, and short enough for a link. */
const sealed = (tokenHash: string) => tokenHash.slice(0, 32);

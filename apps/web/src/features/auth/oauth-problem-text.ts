import type { OAuthProblem } from '@geko/services/auth/oauth-problem';
import { getMessages } from '../../messages/get-messages.ts';

/** What a person is told about a code in the address, after a sign-in elsewhere came to nothing. */
export function oauthProblem(code: string): string {
  const sentences: Record<OAuthProblem, string> = getMessages().auth.oauthErrors;
  return new Map(Object.entries(sentences)).get(code) ?? sentences.failed;
}

/** The same where the other account was to be connected to this one. */
export function linkProblem(code: string): string {
  const { account } = getMessages();
  return code === 'taken' ? account.identityTaken : oauthProblem(code);
}

import { Hourglass } from 'lucide-react';
import { getMessages } from '../../messages/get-messages.ts';
import { AuthCard } from './auth-card.tsx';

/** Stands in for a page of a link while its visitor has opened too many. */
export function TooManyTries() {
  const { auth } = getMessages();
  return <AuthCard icon={<Hourglass />} title={auth.waitTitle} lead={auth.waitLead} />;
}

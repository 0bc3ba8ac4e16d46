import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getAccount } from '@geko/services/account/get-account';
import { AccountPage } from '../../../features/account/account-page.tsx';
import { accountSections } from '../../../features/account/account-sections.ts';
import { linkProblem } from '../../../features/auth/oauth-problem-text.ts';
import { oneOf, type Search } from '../../../lib/search-params.ts';
import { getMessages } from '../../../messages/get-messages.ts';
import { requireMe } from '../../../server/require-me.ts';
import { signInOptions } from '../../../server/sign-in-options.ts';
import { wiring } from '../../../server/wiring.ts';

type Props = { params: Promise<{ section: string }>; searchParams: Search };

const { account: texts } = getMessages();

async function sectionOf({ params }: Props) {
  const { section } = await params;
  return accountSections.find((one) => one === section) ?? null;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const section = await sectionOf(props);
  return { title: section === null ? texts.title : texts.names[section] };
}

export default async function AccountSectionPage(props: Props) {
  const section = await sectionOf(props);
  if (section === null) notFound();
  const [me, asked] = await Promise.all([requireMe(), props.searchParams]);
  const problem = oneOf(asked['error']);
  return (
    <AccountPage
      section={section}
      account={await getAccount(wiring(), { userId: me.id })}
      options={signInOptions()}
      link={{
        problem: problem === null ? null : linkProblem(problem),
        linked: oneOf(asked['linked']),
      }}
    />
  );
}

import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { AccountPage } from '../../../features/account/account-page.tsx';
import { accountSections } from '../../../features/account/account-sections.ts';
import { linkProblem } from '../../../features/auth/oauth-problem-text.ts';
import { signInPath } from '../../../lib/next-path.ts';
import { oneOf, type Search } from '../../../lib/search-params.ts';
import { getMessages } from '../../../messages/get-messages.ts';
import { askApi } from '../../../server/ask-api.ts';
import { signInOptions } from '../../../server/sign-in-options.ts';

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
  const [account, asked] = await Promise.all([
    askApi((api) => api.account.get()),
    props.searchParams,
  ]);
  const problem = oneOf(asked['error']);
  // The layout has let them in; their session has ended since.
  if (account.answer === null) redirect(signInPath(`/account/${section}`));
  return (
    <AccountPage
      section={section}
      account={account.answer}
      options={signInOptions()}
      link={{
        problem: problem === null ? null : linkProblem(problem),
        linked: oneOf(asked['linked']),
      }}
    />
  );
}

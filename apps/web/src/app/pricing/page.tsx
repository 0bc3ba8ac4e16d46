import type { Metadata } from 'next';
import { listPlanViews } from '@geko/services/plans/list-plan-views';
import { PricingPage } from '../../features/plans/pricing-page.tsx';
import { FormatProvider } from '../../lib/use-format.tsx';
import { getMessages } from '../../messages/get-messages.ts';
import { MessagesProvider } from '../../messages/use-messages.tsx';
import { getMe } from '../../server/session.ts';
import { wiring } from '../../server/wiring.ts';

const { plans } = getMessages();

export const metadata: Metadata = { title: plans.pricing.title, description: plans.pricing.lead };

/** For everyone: the plans as the operator has them now. */
export default async function Pricing() {
  const { db, stripe } = wiring();
  const me = await getMe();
  const workspace =
    me?.workspaces.find(({ id }) => id === me.lastWorkspaceId) ?? me?.workspaces[0] ?? null;
  return (
    <FormatProvider locale={me?.locale ?? 'en'} timeZone={me?.timeZone ?? null}>
      <MessagesProvider messages={{ plans }}>
        <PricingPage
          plans={await listPlanViews(db, workspace?.planId ?? null)}
          isSignedIn={me !== null}
          plansHref={workspace === null ? '/register' : `/w/${workspace.id}/settings?tab=plan`}
          canPay={stripe !== null}
        />
      </MessagesProvider>
    </FormatProvider>
  );
}

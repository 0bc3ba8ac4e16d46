import { z } from 'zod';
import { Done } from '@geko/contracts/auth';
import {
  AcceptAsNew,
  Accepted,
  AcceptInvitation,
  InspectInvitation,
  Invitation,
  InvitationFacts,
  InvitationRef,
  InviteByEmail,
  InviteByEmailResult,
  InviteByLink,
  NewInvitation,
} from '@geko/contracts/members';
import { acceptAsNew } from '@geko/services/invitations/accept-as-new';
import { acceptInvitation } from '@geko/services/invitations/accept-invitation';
import { inspectInvitation } from '@geko/services/invitations/inspect-invitation';
import { inviteByEmail } from '@geko/services/invitations/invite-by-email';
import { inviteByLink } from '@geko/services/invitations/invite-by-link';
import { listInvitations } from '@geko/services/invitations/list-invitations';
import { resendInvitation, revokeInvitation } from '@geko/services/invitations/renew-invitation';
import { permitted, publicProcedure, router, signedInProcedure } from '../trpc.ts';
import { visitorOf, withCookie } from '../visitor.ts';

export const invitationsRouter = router({
  list: permitted('member:invite')
    .output(z.array(Invitation))
    .query(({ ctx }) => listInvitations(ctx.scope, ctx.deps)),

  byEmail: permitted('member:invite')
    .input(InviteByEmail)
    .output(InviteByEmailResult)
    .mutation(({ ctx, input }) => inviteByEmail(ctx.scope, ctx.deps, input)),

  byLink: permitted('member:invite')
    .input(InviteByLink)
    .output(NewInvitation)
    .mutation(({ ctx, input }) => inviteByLink(ctx.scope, ctx.deps, input)),

  resend: permitted('member:invite')
    .input(InvitationRef)
    .output(NewInvitation)
    .mutation(({ ctx, input }) => resendInvitation(ctx.scope, ctx.deps, input)),

  revoke: permitted('member:invite')
    .input(InvitationRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await revokeInvitation(ctx.scope, input);
      return { ok: true as const };
    }),

  inspect: publicProcedure
    .input(InspectInvitation)
    .output(InvitationFacts)
    .query(async ({ ctx, input }) => inspectInvitation(ctx.deps, await visitorOf(ctx), input)),

  accept: signedInProcedure
    .input(AcceptInvitation)
    .output(Accepted)
    .mutation(({ ctx, input }) => acceptInvitation(ctx.deps, ctx, input)),

  acceptAsNew: publicProcedure
    .input(AcceptAsNew)
    .output(Accepted)
    .mutation(async ({ ctx, input }) =>
      withCookie(ctx, await acceptAsNew(ctx.deps, await visitorOf(ctx), input)),
    ),
});

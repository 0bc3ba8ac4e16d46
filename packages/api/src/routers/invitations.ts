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
import { permitted, publicProcedure, router, signedInProcedure } from '../trpc.ts';
import { unwritten } from '../unwritten.ts';

export const invitationsRouter = router({
  list: permitted('member:invite')
    .output(z.array(Invitation))
    .query(() => unwritten()),

  byEmail: permitted('member:invite')
    .input(InviteByEmail)
    .output(InviteByEmailResult)
    .mutation(() => unwritten()),

  byLink: permitted('member:invite')
    .input(InviteByLink)
    .output(NewInvitation)
    .mutation(() => unwritten()),

  resend: permitted('member:invite')
    .input(InvitationRef)
    .output(NewInvitation)
    .mutation(() => unwritten()),

  revoke: permitted('member:invite')
    .input(InvitationRef)
    .output(Done)
    .mutation(() => unwritten()),

  inspect: publicProcedure
    .input(InspectInvitation)
    .output(InvitationFacts)
    .query(() => unwritten()),

  accept: signedInProcedure
    .input(AcceptInvitation)
    .output(Accepted)
    .mutation(() => unwritten()),

  acceptAsNew: publicProcedure
    .input(AcceptAsNew)
    .output(Accepted)
    .mutation(() => unwritten()),
});

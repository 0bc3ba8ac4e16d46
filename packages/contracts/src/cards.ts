import { z } from 'zod';
import { NewId } from './ids.ts';
import { InWorkspace } from './workspace.ts';

/** A card that is kept at Stripe; of its number only the end is told to us. */
export const Card = z.object({
  cardId: z.string(),
  /** In Stripe's word, such as "visa". */
  brand: z.string(),
  last4: z.string(),
  expiresMonth: z.number().int(),
  expiresYear: z.number().int(),
  /** It is charged for invoices, plans and automatic top-up. */
  isDefault: z.boolean(),
});
export type Card = z.infer<typeof Card>;

/** The company's cards, the newest first; its workspaces share them. */
export const CardList = z.object({ cards: z.array(Card) });
export type CardList = z.infer<typeof CardList>;

/** id: the caller's own: a resend does nothing more. */
export const AddCard = InWorkspace.extend({ id: NewId });
export type AddCard = z.infer<typeof AddCard>;

/** card: its id at Stripe. */
export const ChangeCard = AddCard.extend({ card: z.string() });
export type ChangeCard = z.infer<typeof ChangeCard>;

/** tab: where in the settings the browser comes back to. */
export const OpenPortal = AddCard.extend({ tab: z.enum(['wallet', 'plan']) });
export type OpenPortal = z.infer<typeof OpenPortal>;

/** A page of Stripe's, to which the browser goes. */
export const StripePage = z.object({ url: z.url() });
export type StripePage = z.infer<typeof StripePage>;

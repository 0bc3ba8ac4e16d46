'use client';
import { Callout } from '@geko/ui/callout';
import type { AdminLicences, LicenceShop } from '@geko/contracts/licences';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

/** What each shop needs to be set. */
const settings: Record<LicenceShop, string> = {
  lemonsqueezy: 'LEMONSQUEEZY_TOKEN, LEMONSQUEEZY_WEBHOOK_SECRET, LEMONSQUEEZY_TIERS',
  gumroad: 'GUMROAD_TOKEN, GUMROAD_TIERS',
};

/** What keeps shops from selling: that they are not set up, and sales of what is no tier. */
export function ShopNotes({ shops, unknownSales }: Pick<AdminLicences, 'shops' | 'unknownSales'>) {
  const { admin: texts, sources } = useMessages('licences');
  const format = useFormat();
  const closed = shops.filter(({ isSet }) => !isSet).map(({ id }) => id);
  return (
    <>
      {unknownSales.length === 0 ? null : (
        <Callout tone="warning" title={texts.unknownSales.title}>
          <p>{texts.unknownSales.body}</p>
          <ul className="mt-2 list-disc ps-5">
            {unknownSales.map(({ shop, saleId, receivedAt }) => (
              <li key={`${shop} ${saleId} ${receivedAt}`} className="wrap-anywhere">
                {fill(texts.unknownSales.sale, {
                  shop: sources[shop],
                  id: saleId,
                  date: format.dateTime(receivedAt),
                })}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {closed.map((id) => (
        <Callout
          key={id}
          tone="neutral"
          title={fill(texts.shopsMissing.title, { shops: sources[id] })}
        >
          {fill(texts.shopsMissing.body, {
            settings: settings[id],
            paths: `/api/webhooks/${id}`,
          })}
        </Callout>
      ))}
    </>
  );
}

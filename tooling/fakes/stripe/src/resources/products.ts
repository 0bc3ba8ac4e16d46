import type Stripe from 'stripe';
import { z } from 'zod';
import { all, emit, keep, must } from '../account.ts';
import { isWithin, listPage } from '../http/list-page.ts';
import { boolean, created, list, metadata, paging, params, text, url } from '../http/params.ts';
import { route } from '../http/route.ts';
import { badRequest } from '../refusal.ts';
import { mergeMetadata } from './merge-metadata.ts';

const fields = {
  active: boolean.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  statement_descriptor: text.optional(),
  tax_code: text.optional(),
  unit_label: text.optional(),
  url: url.optional(),
};

export const productRoutes = [
  route(
    'POST /v1/products',
    params<Stripe.ProductCreateParams>()({
      ...fields,
      id: text.regex(/^[A-Za-z0-9_-]+$/u).optional(),
      name: text.min(1),
    }),
    ({ account, params: wanted }) => {
      const id = wanted.id ?? account.newId('product');
      if (account.shelves.product.has(id)) {
        throw badRequest('Product already exists.', { code: 'resource_already_exists' });
      }
      const now = account.now();
      const product = keep(account, 'product', {
        id,
        object: 'product',
        active: wanted.active ?? true,
        created: now,
        default_price: null,
        description: wanted.description ?? null,
        images: [],
        livemode: false,
        marketing_features: [],
        metadata: wanted.metadata ?? {},
        name: wanted.name,
        package_dimensions: null,
        shippable: null,
        statement_descriptor: wanted.statement_descriptor ?? null,
        tax_code: wanted.tax_code ?? null,
        tax_details: null,
        type: 'service',
        unit_label: wanted.unit_label ?? null,
        updated: now,
        url: wanted.url ?? null,
      });
      emit(account, 'product.created', product);
      return product;
    },
  ),
  route('GET /v1/products/:id', z.strictObject({}), ({ account, ids: [id = ''] }) =>
    must(account, 'product', id, null),
  ),
  route(
    'POST /v1/products/:id',
    params<Stripe.ProductUpdateParams>()({ ...fields, name: text.min(1).optional() }),
    ({ account, params: { metadata: more, ...wanted }, ids: [id = ''] }) => {
      const product = must(account, 'product', id, null);
      Object.assign(product, wanted, { updated: account.now() });
      product.metadata = mergeMetadata(product.metadata, more);
      emit(account, 'product.updated', product);
      return product;
    },
  ),
  route(
    'GET /v1/products',
    params<Stripe.ProductListParams>()({
      ...paging,
      active: boolean.optional(),
      created: created.optional(),
      ids: list(text).optional(),
    }),
    ({ account, params: { active, created: range, ids, ...page } }) =>
      listPage(
        '/v1/products',
        all(account, 'product').filter(
          (product) =>
            (active === undefined || product.active === active) &&
            (ids === undefined || ids.includes(product.id)) &&
            isWithin(product.created, range),
        ),
        page,
      ),
  ),
];

import type { z } from 'zod';

/**
 * What stands in an example for what only the caller knows: a variable of their shell, and a value as it looks like.
 * Tests fill each with a real one.
 */
export const exampleVariables = {
  WORKSPACE_ID: '0199d2c4-7a10-7c3e-9b51-2f6f0c1d8a01',
  MEMBER_ID: '0199d2c4-7a10-7c3e-9b51-2f6f0c1d8a02',
  INVITATION_ID: '0199d2c4-7a10-7c3e-9b51-2f6f0c1d8a03',
  RECEIPT_ID: '0199d2c4-7a10-7c3e-9b51-2f6f0c1d8a04',
  INVOICE_ID: '0199d2c4-7a10-7c3e-9b51-2f6f0c1d8a05',
  EMAIL: 'ada@example.com',
  NEW_EMAIL: 'grace@example.com',
  PASSWORD: 'correct horse battery',
  TICKET: 'dGhlIHRpY2tldCBvZiBhIHNpZ24taW4',
  CODE: '123456',
  LICENCE_KEY: 'GEKO-7K2M-9QXR-T4WA',
  DEVICE_ID: 'a1f4c2d0-5b7e-4f3a-9c8d-0e1f2a3b4c5d',
  REFRESH_TOKEN: 'k7q2mfz4x5c6v7b3n2m4a5s6d7f2g3h4j5k6l7q2',
} as const;
export type ExampleVariable = keyof typeof exampleVariables;

type Filled<T> = T extends string
  ? T | `$${ExampleVariable}`
  : T extends readonly (infer Item)[]
    ? readonly Filled<Item>[]
    : T extends object
      ? { [Key in keyof T]: Filled<T[Key]> }
      : T;

/** A right input, in which $NAME stands for a variable. */
export type Example<I extends z.ZodObject> = Filled<z.input<I>>;

const VARIABLE = /^\$([A-Z_]+)$/u;

/** An example with its variables filled in. */
export function fillExample(example: unknown, valueOf: (name: ExampleVariable) => string): unknown {
  if (typeof example === 'string') {
    const name = VARIABLE.exec(example)?.[1];
    return name !== undefined && name in exampleVariables
      ? valueOf(name as ExampleVariable)
      : example;
  }
  if (Array.isArray(example)) return example.map((item) => fillExample(item, valueOf));
  if (typeof example !== 'object' || example === null) return example;
  return Object.fromEntries(
    Object.entries(example).map(([name, value]) => [name, fillExample(value, valueOf)]),
  );
}

/** As it looks like in the documentation. */
export const sampleOf = (example: unknown): unknown =>
  fillExample(example, (name) => exampleVariables[name]);

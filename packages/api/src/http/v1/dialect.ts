/** How the programs of a route speak: where their key stands, and what an error is to them. */
export type Dialect = {
  /** The key as an Authorization header has it; null = none. */
  authorization: (headers: Headers) => string | null;
  toError: (thrown: unknown, requestId: string) => { status: number; body: object };
  /** The header, beside X-Request-Id, in which its clients look for the request's id; null = none. */
  requestIdHeader: string | null;
};

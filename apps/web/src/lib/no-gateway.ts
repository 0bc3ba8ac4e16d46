/*
 * Stands for @ai-sdk/gateway in the browser (next.config.ts): the names that `ai` imports from it. Its chat needs none of
 * them; whatever does need one says so.
 */

function absent(): never {
  throw new Error("Vercel's AI gateway is not part of the browser's code.");
}

export const createGateway = absent;
export const gateway = absent;

export class GatewayError extends Error {
  static isInstance(): boolean {
    return false;
  }
}
export class GatewayAuthenticationError extends GatewayError {}

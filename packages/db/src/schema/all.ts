export * from './chat.ts';
export * from './identity.ts';
export * from './limits.ts';
export * from './models.ts';
export * from './money.ts';
export * from './operations.ts';
export * from './provider-keys.ts';
export * from './tenancy.ts';

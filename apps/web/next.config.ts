import path from 'node:path';
import type { NextConfig } from 'next';
import { securityHeaders } from './src/lib/security-headers.ts';

const repositoryRoot = path.resolve(import.meta.dirname, '../..');

/** Of pages whose address holds a secret: no other site learns it, and nothing on the way keeps the page. */
const secretPageHeaders = [
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cache-Control', value: 'private, no-store' },
];

const nextConfig: NextConfig = {
  // A second server from the same checkout needs a folder of its own.
  distDir: process.env['NEXT_DIST_DIR'] ?? '.next',
  agentRules: false,
  devIndicators: false,
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  // Nothing reads a map of the server's bundles.
  experimental: { turbopackSourceMaps: false },
  reactStrictMode: true,
  // `npm run check` has checked the types, those of the routes as well.
  typescript: { ignoreBuildErrors: true },
  outputFileTracingRoot: repositoryRoot,
  turbopack: {
    root: repositoryRoot,
    // The AI SDK brings the client of Vercel's gateway along, which no browser of ours ever calls: 20 kB.
    resolveAlias: { '@ai-sdk/gateway': { browser: './src/lib/no-gateway.ts' } },
  },
  transpilePackages: [
    '@geko/api',
    '@geko/auth',
    '@geko/config',
    '@geko/contracts',
    '@geko/db',
    '@geko/domain',
    '@geko/gateway',
    '@geko/mail',
    '@geko/outbound',
    '@geko/services',
    '@geko/telemetry',
    '@geko/ui',
  ],
  // What the native server has loaded by then (main.ts), pages take from there: bundled, each route would have its own copy.
  serverExternalPackages: [
    '@geko/pdf',
    'geoip-country',
    'gpt-tokenizer',
    '@redis/client',
    '@ai-sdk/openai',
    '@ai-sdk/google',
    '@ai-sdk/anthropic',
    '@ai-sdk/mistral',
    '@ai-sdk/deepseek',
    '@ai-sdk/groq',
    '@ai-sdk/openai-compatible',
    'stripe',
    'pg',
    'pg-boss',
    'postgres',
    '@node-rs/argon2',
    'pdfkit',
    'pino',
  ],
  headers: () =>
    Promise.resolve([
      { source: '/:path*', headers: securityHeaders },
      {
        source: '/:page(sign-in|reset-password|confirm-email|invite|desktop)/:token*',
        headers: secretPageHeaders,
      },
    ]),
};

export default nextConfig;

import { z } from 'zod';

/** Where a server is: https, or http on this machine while one develops. Becomes an origin, without a slash at the end. */
const ServerUrl = z
  .url({ protocol: /^https?$/u })
  .refine((text) => {
    const { protocol, hostname } = URL.parse(text) ?? {};
    return protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1';
  }, 'must be https, but for localhost')
  .transform((text) => URL.parse(text)?.origin ?? '');

type Environment = Readonly<Record<string, string | undefined>>;

const SecureUrl = z.url({ protocol: /^https$/u });

const BuildEnv = z.object({
  GEKO_URL: ServerUrl.optional(),
  /** Where newer versions lie (electron-builder's "generic" provider); without it the app never looks for any. */
  GEKO_DESKTOP_UPDATE_URL: SecureUrl.optional(),
  /** As the certificate of Windows names who has signed. */
  GEKO_DESKTOP_PUBLISHER: z.string().min(1).max(200).optional(),
});

/** What a packaged app knows for good. origin: null = told by the environment at each start (development). */
export type BuildFacts = {
  origin: string | null;
  update: { url: string | null; publisher: string | null };
};

/** Reads what a build is made for. @throws Error that names each bad setting */
export function readBuildEnv(env: Environment = process.env): BuildFacts {
  const parsed = BuildEnv.safeParse(withoutBlanks(env));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const { GEKO_URL, GEKO_DESKTOP_UPDATE_URL, GEKO_DESKTOP_PUBLISHER } = parsed.data;
  return {
    origin: GEKO_URL ?? null,
    update: { url: GEKO_DESKTOP_UPDATE_URL ?? null, publisher: GEKO_DESKTOP_PUBLISHER ?? null },
  };
}

/**
 * Of a shell that is not packaged: the server's origin, the folder to keep its things in, a list of models in the place of ours.
 * null = not said.
 */
export function readDevEnv(env: Environment = process.env): {
  origin: string | null;
  folder: string | null;
  modelList: string | null;
} {
  const { origin } = readBuildEnv(env);
  const { GEKO_DESKTOP_DIR: folder = null, GEKO_LOCAL_LIST: modelList = null } = withoutBlanks(env);
  return { origin, folder, modelList };
}

/** The system's environment, for programs that the build runs. */
export const systemEnv = (): NodeJS.ProcessEnv => process.env;

const withoutBlanks = (env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );

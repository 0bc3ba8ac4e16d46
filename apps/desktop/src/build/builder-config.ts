import { join } from 'node:path';
import type { BuildFacts } from '../env.ts';
import { DEEP_LINK_SCHEME } from '../main/deep-link.ts';

const resources = join(import.meta.dirname, '..', '..', 'resources');

/** What Electron itself may still do once it is packaged (https://www.electronjs.org/docs/latest/tutorial/fuses). */
export const fuses = {
  /** Else whoever can start the app can have it run any script, with its rights and its keychain. */
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableCookieEncryption: true,
  /** An archive that was changed does not start (macOS and Windows check it), and nothing but the archive does. */
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

/**
 * What electron-builder is told. Builds that update themselves must be signed: who has not the means to sign gets an error in
 * the place of a package. Linux has no check of signatures, and so no updates by the app (updates.ts).
 * output: where the packages go.
 */
export function builderConfig({
  facts: { update },
  electronVersion,
  electronDist,
  output,
  platform,
}: {
  facts: BuildFacts;
  electronVersion: string;
  /** The folder of an Electron that is here already; null = it is downloaded. */
  electronDist: string | null;
  output: string;
  platform: NodeJS.Platform;
}) {
  return {
    appId: 'app.geko.desktop',
    productName: 'Geko',
    electronVersion,
    ...(electronDist !== null && { electronDist }),
    directories: { output, buildResources: join(resources, 'icons') },
    // Each file of the folder was put there by bundle.ts; of packages, what only their makers need stays out.
    files: [
      '**/*',
      '!**/*.{map,md,ts,mts,cts,c,cc,cpp,h,hpp,cmake}',
      '!node_modules/node-llama-cpp/llama/{addon,gpuInfo,profiles,toolchains,llama.cpp}/**',
      '!node_modules/node-llama-cpp/llama/*.bundle',
      '!**/{test,tests,__tests__,docs,example,examples}/**',
    ],
    asar: true,
    // Programs and libraries are no use inside an archive.
    asarUnpack: ['node_modules/node-llama-cpp/**', 'node_modules/@node-llama-cpp/**'],
    npmRebuild: false,
    electronFuses: fuses,
    forceCodeSigning: update.url !== null && platform !== 'linux',
    protocols: [{ name: 'Geko', schemes: [DEEP_LINK_SCHEME] }],
    publish: update.url === null ? null : [{ provider: 'generic', url: update.url }],
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.productivity',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: join(resources, 'entitlements.mac.plist'),
      entitlementsInherit: join(resources, 'entitlements.mac.plist'),
    },
    win: {
      target: ['nsis'],
      verifyUpdateCodeSignature: true,
      ...(update.publisher !== null && {
        signtoolOptions: { publisherName: update.publisher, signingHashAlgorithms: ['sha256'] },
      }),
    },
    nsis: { oneClick: true, perMachine: false, deleteAppDataOnUninstall: false },
    linux: {
      target: ['AppImage', 'deb'],
      category: 'Office',
      executableName: 'geko',
      maintainer: 'Geko',
    },
  };
}

import { openGithubDouble, type GithubDouble } from './github-double.ts';
import { openOidcIssuer, type OidcIssuer } from './oidc-issuer.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './test-house.ts';

/** What Geko is known by at every double of an issuer. */
export const oauthClient = { clientId: 'geko', clientSecret: 'a secret between two servers' };

export type OauthHouse = {
  house: TestHouse;
  issuer: OidcIssuer;
  github: GithubDouble;
  close: () => Promise<void>;
};

/** A house with two ways to sign in beside a password: an OIDC issuer and GitHub, both doubles on this machine. */
export async function openOauthHouse(ownerUrl: string): Promise<OauthHouse> {
  const issuer = await openOidcIssuer({
    ...oauthClient,
    redirectUri: `${TEST_ORIGIN}/api/auth/oidc/callback`,
  });
  const github = await openGithubDouble(oauthClient);
  const house = await openTestHouse(ownerUrl, {
    oauth: {
      oidc: { ...oauthClient, issuer: issuer.url, name: 'Company login' },
      github: { ...oauthClient, url: github.url },
    },
  });
  return {
    house,
    issuer,
    github,
    close: async () => {
      await house.close();
      await issuer.close();
      await github.close();
    },
  };
}

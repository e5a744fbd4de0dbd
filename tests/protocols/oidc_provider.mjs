// The certified `oidc-provider`, with one client and one key; argv: port, key id, redirect URI.
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const [port, kid, redirect] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
const scope = 'notes:read notes:write';

const provider = new Provider(`http://localhost:${port}`, {
  jwks: { keys: [key] },
  cookies: { keys: ['only for tests'] },
  clients: [{
    client_id: 'shop',
    client_secret: 'a secret: with / and %',
    redirect_uris: [redirect],
  }],
  pkce: { required: () => true },
  findAccount: (context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'urn:shop',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope, audience: 'urn:shop', accessTokenFormat: 'jwt', accessTokenTTL: 600,
      }),
    },
  },
});
provider.use(async (context, next) => {
  console.log(`${context.method} ${context.path}`);
  await next();
});
provider.listen(Number(port), 'localhost');

// A certified OpenID provider for the tests. Signing in is one address: /interaction/<uid>/as/<account>?amr=…&acr=…
// Arguments: port, JSON with `clients` and `accounts` (claims by account).
import http from "node:http";
import Provider from "oidc-provider";

const port = Number(process.argv[2]);
const { clients, accounts } = JSON.parse(process.argv[3]);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  // As Keycloak does: how somebody signed in is in the ID token without being asked for.
  claims: { openid: ["sub", "acr", "amr"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  acrValues: ["high", "low"],
  cookies: { keys: ["only for tests"] },
  findAccount: (ctx, id) => accounts[id] && { accountId: id, claims: async () => ({ sub: id, ...accounts[id] }) },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email");
    await grant.save();
    return grant;
  },
});

const protocol = provider.callback();
http
  .createServer(async (request, response) => {
    const url = new URL(request.url, `http://127.0.0.1:${port}`);
    const [, place, , verb, account] = url.pathname.split("/");
    if (place !== "interaction") return protocol(request, response);
    if (verb === "cancel") {
      return provider.interactionFinished(request, response, { error: "access_denied" });
    }
    if (verb !== "as") return response.end("Who are you?");
    const amr = url.searchParams.getAll("amr");
    const login = { accountId: account, acr: url.searchParams.get("acr") || undefined };
    if (amr.length) login.amr = amr;
    return provider.interactionFinished(request, response, { login });
  })
  .listen(port, "127.0.0.1");

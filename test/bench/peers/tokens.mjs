/** The minimum that makes tokens like App ID's: one key pair and jose. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength: 2048 })
const kid = 'appId-peer-2020-01-01T00:00:00.000'

export const keySet = { keys: [{ ...(await exportJWK(publicKey)), use: 'sig', kid }] }

/** Signs a token, and returns the body of a token endpoint's response. */
export async function createTokenResponse(issuer, clientId) {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: issuer,
    exp: now + 3600,
    aud: [clientId],
    sub: clientId,
    amr: ['appid_client_credentials'],
    iat: now,
    tenant: issuer.slice(issuer.lastIndexOf('/') + 1),
    scope: 'appid_default',
  }
  const access_token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, ver: 4 })
    .sign(privateKey)
  return { access_token, expires_in: 3600, token_type: 'Bearer' }
}

import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

// The application: an API that accepts the tokens of one issuer. `appid-emulator exec` sets the environment.
const { oauthServerUrl, APPID_ISSUER: issuer } = process.env
const keys = createRemoteJWKSet(new URL(`${oauthServerUrl}/publickeys`))

createServer(async ({ headers }, response) => {
  const [, token = ''] = headers.authorization?.split(' ') ?? []
  try {
    await jwtVerify(token, keys, { issuer })
    response.writeHead(200).end()
  } catch {
    response.writeHead(401).end()
  }
}).listen(3000)

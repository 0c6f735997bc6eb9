import { IssuerWatch } from './issuer-watch.ts'
import { InvalidInput } from './model/parse.ts'

/** Under which name we are known. All three may be left out: then the request decides. */
export interface IssuerSettings {
  /** The origin of `iss`, discovery's `issuer` and the authorization endpoint. */
  readonly publicUrl?: string | undefined
  /** Any issuer, with `{tenantId}` in it; wins over `publicUrl`. */
  readonly issuer?: string | undefined
}

/** The parts of a request that tell under which name it reached us. */
export interface Reached {
  readonly protocol: string
  readonly host: string
}

/** The request names a host that no URL can be made of. */
export class InvalidHost extends Error {
  override readonly name = 'InvalidHost'
}

// RFC 3986 §3.2.2 as far as real hosts go: a name, an IPv4 address or an IPv6 one in brackets.
const hostGrammar = /^(?:[a-z0-9_~.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/

export class Issuer {
  readonly #settings: IssuerSettings
  readonly #watch: IssuerWatch

  /** @throws {InvalidInput} */
  constructor({ publicUrl, issuer }: IssuerSettings, warn: (message: string) => void) {
    this.#settings = {
      publicUrl: publicUrl === undefined ? undefined : toOrigin(publicUrl),
      issuer: issuer === undefined ? undefined : checkTemplate(issuer),
    }
    this.#watch = new IssuerWatch(warn)
  }

  /** The origin under which the request reached us, for everything on the back channel. @throws {InvalidHost} */
  origin({ protocol, host }: Reached): string {
    const name = host.toLowerCase()
    if (!hostGrammar.test(name) || !/^https?$/.test(protocol) || !URL.canParse(`http://${name}`))
      throw new InvalidHost(
        `no URL can be made of the host "${host}" and the protocol "${protocol}"`,
      )
    return `${protocol}://${name}`
  }

  /** The origin that browsers use. */
  publicOrigin(origin: string): string {
    return this.#settings.publicUrl ?? origin
  }

  /** The name of the host that browsers use, when it is pinned. */
  get publicHost(): string | undefined {
    const { publicUrl } = this.#settings
    return publicUrl === undefined ? undefined : new URL(publicUrl).hostname
  }

  /** The issuer identifier of a tenant (RFC 8414 §2): `--issuer`, else `--public-url`, else the request. */
  of(origin: string, tenantId: string): string {
    return (
      this.#settings.issuer?.replaceAll('{tenantId}', tenantId) ??
      oauthServerUrl(this.publicOrigin(origin), tenantId)
    )
  }

  /** Notes that a token was issued. */
  issued(tenantId: string, issuer: string): void {
    this.#watch.see('issued', tenantId, issuer)
  }

  /** Notes that the discovery document was fetched. */
  discovered(tenantId: string, issuer: string): void {
    this.#watch.see('discovered', tenantId, issuer)
  }
}

/** The base of a tenant's authorization server. */
export function oauthServerUrl(origin: string, tenantId: string): string {
  return `${origin}/oauth/v4/${tenantId}`
}

/** The base of a tenant's management API. */
export function managementUrl(origin: string, tenantId: string): string {
  return `${origin}/management/v4/${tenantId}`
}

/** The URLs by which clients know a tenant, in App ID's words. */
export function tenantUrls(origin: string, tenantId: string) {
  const oAuthServerUrl = oauthServerUrl(origin, tenantId)
  return {
    oAuthServerUrl,
    profilesUrl: origin,
    discoveryEndpoint: `${oAuthServerUrl}/.well-known/openid-configuration`,
  }
}

function toOrigin(publicUrl: string): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined
  // An origin is all that may be said: whatever else there is makes the text longer than the two.
  if (
    url &&
    /^https?:$/.test(url.protocol) &&
    url.href === `${url.origin}/` &&
    !/[?#]$/.test(publicUrl)
  )
    return url.origin
  throw new InvalidInput([
    {
      path: 'publicUrl',
      message: `must be an origin such as http://localhost:6002, without a path, not ${publicUrl}`,
    },
  ])
}

function checkTemplate(template: string): string {
  if (template.includes('{tenantId}') && URL.canParse(template.replaceAll('{tenantId}', 'id')))
    return template
  const example = 'https://us-south.appid.cloud.ibm.com/oauth/v4/{tenantId}'
  throw new InvalidInput([
    {
      path: 'issuer',
      message: `must be a URL with {tenantId} in it, such as ${example}, not ${template}`,
    },
  ])
}

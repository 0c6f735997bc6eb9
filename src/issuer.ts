import * as v from 'valibot'
import { IssuerWatch } from './issuer-watch.ts'
import type { Immutable } from './model/immutable.ts'
import { InvalidInput } from './model/parse.ts'

/** Under which name we are known. Where it says null, the request decides. */
export const IssuerSettingsSchema = v.strictObject({
  publicUrl: v.optional(
    v.nullable(
      v.pipe(
        v.string(),
        v.description("The origin of iss, discovery's issuer and the authorization endpoint"),
      ),
    ),
    null,
  ),
  issuer: v.optional(
    v.nullable(
      v.pipe(v.string(), v.description('Any issuer, with {tenantId} in it; wins over publicUrl')),
    ),
    null,
  ),
})

export type IssuerSettings = Immutable<v.InferOutput<typeof IssuerSettingsSchema>>

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
  readonly #warn: (message: string) => void
  #settings: IssuerSettings
  #watch: IssuerWatch

  /** @throws {InvalidInput} */
  constructor(settings: IssuerSettings, warn: (message: string) => void) {
    this.#warn = warn
    this.#settings = checked(settings)
    this.#watch = new IssuerWatch(warn)
  }

  get settings(): IssuerSettings {
    return this.#settings
  }

  /** From now on we are known so. @throws {InvalidInput} */
  configure(settings: IssuerSettings): void {
    this.#settings = checked(settings)
    // Names that were right until now are no contradiction.
    this.#watch = new IssuerWatch(this.#warn)
  }

  /** The origin under which the request reached us, for everything on the back channel. @throws {InvalidHost} */
  origin({ protocol, host }: Reached): string {
    const name = host.toLowerCase()
    if (!hostGrammar.test(name) || !/^https?$/.test(protocol) || !URL.canParse(`http://${name}`))
      throw new InvalidHost(
        `no URL can be made of the host "${host.slice(0, 200)}" and the protocol "${protocol.slice(0, 200)}"`,
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
    return publicUrl === null ? undefined : new URL(publicUrl).hostname
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

function checked({ publicUrl, issuer }: IssuerSettings): IssuerSettings {
  return {
    publicUrl: publicUrl === null ? null : toOrigin(publicUrl),
    issuer: issuer === null ? null : checkTemplate(issuer),
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

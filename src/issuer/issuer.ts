import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import type { Immutable } from '../model/immutable.ts'
import { InvalidInput } from '../model/parse.ts'
import { IssuerWatch } from './watch.ts'

/** Under which name we are known. Where it says null, the request decides. */
export const IssuerSettingsSchema = v.strictObject({
  publicUrl: v.optional(
    v.nullable(
      v.pipe(
        v.string(),
        v.description(
          'What iss, issuer and the authorization endpoint begin with; a path in it is in every URL',
        ),
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

export class Issuer {
  readonly #newWatch: () => IssuerWatch
  #settings: IssuerSettings
  #watch: IssuerWatch

  /** `word` tells how the caller calls a setting. @throws {InvalidInput} */
  constructor(
    settings: IssuerSettings,
    word: (setting: keyof IssuerSettings) => string,
    warn: (message: string) => void,
  ) {
    this.#newWatch = () => new IssuerWatch(word, warn)
    this.#settings = checked(settings)
    this.#watch = this.#newWatch()
  }

  get settings(): IssuerSettings {
    return this.#settings
  }

  /** From now on we are known so. @throws {InvalidInput} */
  configure(settings: IssuerSettings): void {
    this.#settings = checked(settings)
    // Names that were right until now are no contradiction.
    this.#watch = this.#newWatch()
  }

  /** What our URLs begin with for whoever reached us under an origin: that, and the path of `--public-url`. */
  base(origin: string): string {
    return origin + this.path
  }

  /** The path below which a proxy may have us, without a trailing slash. */
  get path(): string {
    return this.#settings.publicUrl?.replace(/^https?:\/\/[^/]+/, '') ?? ''
  }

  /** The same for browsers. */
  publicBase(base: string): string {
    return this.#settings.publicUrl ?? base
  }

  /** Where browsers find us, when it is pinned. */
  get publicUrl(): URL | undefined {
    const { publicUrl } = this.#settings
    return publicUrl === null ? undefined : new URL(publicUrl)
  }

  /** The issuer identifier of a tenant (RFC 8414 §2): the setting `issuer`, else `publicUrl`, else the request. */
  of(base: string, tenantId: string): string {
    return (
      this.#settings.issuer?.replaceAll('{tenantId}', tenantId) ??
      oauthServerUrl(this.publicBase(base), tenantId)
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
export function oauthServerUrl(base: string, tenantId: string): string {
  return `${base}/oauth/v4/${tenantId}`
}

/** The base of a tenant's management API. */
export function managementUrl(base: string, tenantId: string): string {
  return `${base}/management/v4/${tenantId}`
}

/** The URLs by which clients know a tenant, in App ID's words. */
export function tenantUrls(base: string, tenantId: string) {
  const oAuthServerUrl = oauthServerUrl(base, tenantId)
  return {
    oAuthServerUrl,
    profilesUrl: base,
    discoveryEndpoint: `${oAuthServerUrl}/.well-known/openid-configuration`,
  }
}

function checked({ publicUrl, issuer }: IssuerSettings): IssuerSettings {
  return {
    publicUrl: publicUrl === null ? null : toBase(publicUrl, 'publicUrl'),
    issuer: issuer === null ? null : checkTemplate(issuer),
  }
}

/** A URL that others begin with, without a trailing slash. `path` is where it was given. @throws {InvalidInput} */
export function toBase(given: string, path: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined
  // Whatever there is besides an origin and a path makes the text longer than the two.
  if (
    url &&
    /^https?:$/.test(url.protocol) &&
    url.href === url.origin + url.pathname &&
    !/[?#]$/.test(given)
  )
    return url.href.replace(/\/+$/, '')
  const shown = given.replace(/\/\/.*@/, '//…@')
  throw new InvalidInput([
    {
      path,
      message: `must be a URL such as http://localhost:6002 or https://dev.example/appid, without user, query and fragment, not ${excerpt(shown)}`,
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
      message: `must be a URL with {tenantId} in it, such as ${example}, not ${excerpt(template)}`,
    },
  ])
}

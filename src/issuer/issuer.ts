import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import type { Immutable } from '../model/immutable.ts'
import { InvalidInput } from '../model/parsing/parse.ts'
import { baseUrlProblem, parseBaseUrl } from '../model/values/base-url.ts'
import { IssuerWatch } from './watch.ts'

/** The public URL and the issuer of the emulator. null means that the request determines the value. */
export const IssuerSettingsSchema = v.strictObject({
  publicUrl: v.optional(
    v.nullable(
      v.pipe(
        v.string(),
        v.description(
          'The base URL of iss, issuer and the authorization endpoint; its path is part of every URL',
        ),
      ),
    ),
    null,
  ),
  issuer: v.optional(
    v.nullable(
      v.pipe(
        v.string(),
        v.description('Any issuer, which must contain {tenantId}; overrides publicUrl'),
      ),
    ),
    null,
  ),
})

export type IssuerSettings = Immutable<v.InferOutput<typeof IssuerSettingsSchema>>

export class Issuer {
  readonly #newWatch: () => IssuerWatch
  #settings: IssuerSettings
  #origin = ''
  #watch: IssuerWatch

  /** `word` returns the caller's own name for a setting. @throws {InvalidInput} */
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

  /** Replaces the settings. @throws {InvalidInput} */
  configure(settings: IssuerSettings): void {
    this.#settings = checked(settings)
    // The names seen under the old settings must not cause warnings.
    this.#watch = this.#newWatch()
  }

  /** Notes the origin at which the emulator listens, which is known only when it does. */
  listensAt(origin: string): void {
    this.#origin = origin
  }

  /** Returns the base URL for a client that uses this origin: the origin and the path of `publicUrl`. */
  base(origin: string): string {
    return origin + this.path
  }

  /** The path under which a proxy may expose the emulator, without a trailing slash. */
  get path(): string {
    return this.#settings.publicUrl?.replace(/^https?:\/\/[^/]+/, '') ?? ''
  }

  /** Returns the base URL for browsers: `publicUrl` if it is set, else `base`. By default this is where the emulator listens. */
  publicBase(base = this.base(this.#origin)): string {
    return this.#settings.publicUrl ?? base
  }

  /** The setting `publicUrl` as a URL. */
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

  /** Records the issuer of an issued token. */
  issued(tenantId: string, issuer: string): void {
    this.#watch.see('issued', tenantId, issuer)
  }

  /** Records the issuer in a fetched discovery document. */
  discovered(tenantId: string, issuer: string): void {
    this.#watch.see('discovered', tenantId, issuer)
  }
}

/** Returns the base URL of a tenant's authorization server. */
export function oauthServerUrl(base: string, tenantId: string): string {
  return `${base}/oauth/v4/${tenantId}`
}

/** Returns the base URL of a tenant's management API. */
export function managementUrl(base: string, tenantId: string): string {
  return `${base}/management/v4/${tenantId}`
}

/** Returns a tenant's URLs under the names that App ID uses in service credentials. */
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

/** Returns a base URL without its trailing slash. `name` is the input's. @throws {InvalidInput} */
export function toBase(given: string, name: string): string {
  const base = parseBaseUrl(given)
  if (base !== undefined) return base
  throw new InvalidInput([{ path: [name], message: baseUrlProblem(given) }])
}

function checkTemplate(template: string): string {
  if (template.includes('{tenantId}') && URL.canParse(template.replaceAll('{tenantId}', 'id')))
    return template
  const example = 'https://us-south.appid.cloud.ibm.com/oauth/v4/{tenantId}'
  throw new InvalidInput([
    {
      path: ['issuer'],
      message: `must be a URL that contains {tenantId}, such as ${example}, not ${excerpt(template)}`,
    },
  ])
}

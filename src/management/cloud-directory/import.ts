import { randomUUID } from 'node:crypto'
import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { InvalidInput, parse } from '../../model/parsing/parse.ts'
import { unsealedHash } from '../../model/users/exported-hash.ts'
import { ScimUser, withScim } from '../../model/users/scim-body.ts'
import { type DirectoryUser, tidied } from '../../model/users/user.ts'
import { withAddedUser } from '../../model/users/users.ts'
import { Json } from '../../model/values/json.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'
import { parseQuery } from '../query.ts'
import { idsOfNamed } from '../role-list.ts'
import { invalidValue, ScimError } from '../scim-error.ts'
import { refuse } from './directory.ts'
import { algorithm, most, Secret } from './export.ts'

const Item = v.object({
  scimUser: v.looseObject({}),
  passwordHash: v.string(),
  passwordHashAlg: v.string(),
  profile: v.nullish(v.object({ attributes: v.nullish(v.record(v.string(), Json)) })),
  roles: v.nullish(v.array(v.string()), []),
})

type Item = v.InferOutput<typeof Item>

const Import = v.object({
  users: v.pipe(v.array(Item), v.maxLength(most, `must have at most ${most} users`)),
})

/** An item that has been checked, with a new id, or what is wrong with it. */
type Checked = { readonly user: DirectoryUser } | { readonly problem: ScimError }

/** `POST /cloud_directory/import`. The users get new ids and a profile each. Users who cannot be added fail alone. */
export function importUsers(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { encryption_secret } = parseQuery(ctx, { encryption_secret: Secret })
    const { users } = await parseBody(ctx, Import)
    const checked = await Promise.all(users.map((item) => check(item, encryption_secret)))
    let problems: readonly (ScimError | undefined)[] = []
    await runtime.store.updateTenant(ctx.state.tenant.tenantId, (tenant) => {
      const created = runtime.clock.iso(tenant)
      let changed = tenant
      problems = checked.map((one, index) => {
        if ('problem' in one) return one.problem
        const roles = idsOfNamed(tenant, users[index]?.roles ?? [])
        const user = { ...one.user, ...(roles.length > 0 && { roles }) }
        const problem = problemOf(() => refuse(changed, user))
        if (problem === undefined)
          changed = withAddedUser(changed, { ...user, created, lastModified: created })
        return problem
      })
      return changed
    })
    const failReasons = users.flatMap(({ scimUser }, index) => {
      const problem = problems[index]
      return problem === undefined ? [] : [{ ...identified(scimUser), error: problem.toBody() }]
    })
    const failed = failReasons.length
    ctx.body = { added: users.length - failed, failed, ...(failed > 0 && { failReasons }) }
  }
}

async function check(item: Item, secret: string): Promise<Checked> {
  const { scimUser, passwordHash: sealed, passwordHashAlg, profile } = item
  const passwordHash = sealed === '' ? undefined : await unsealedHash(sealed, secret)
  if (sealed !== '' && (passwordHashAlg !== algorithm || passwordHash === undefined))
    return {
      problem: invalidValue(
        'passwordHash: cannot be read: it must come from an export of this emulator with the same encryption_secret',
      ),
    }
  try {
    const blank = {
      id: randomUUID(),
      profileId: randomUUID(),
      passwordHash,
      status: 'PENDING' as const,
      attributes: profile?.attributes ?? undefined,
    }
    return { user: tidied(withScim(blank, parse(ScimUser, scimUser))) }
  } catch (error) {
    if (error instanceof InvalidInput) return { problem: invalidValue(error.message) }
    throw error
  }
}

function problemOf(work: () => void): ScimError | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
}

/** By what the sender knows a user, as far as it can be read. */
const Identified = v.object({
  originalId: v.fallback(v.optional(v.string()), undefined),
  emails: v.fallback(v.array(v.object({ value: v.string() })), []),
  userName: v.fallback(v.optional(v.string()), undefined),
})

function identified(scimUser: object): object {
  const { originalId, emails, userName } = v.parse(Identified, scimUser)
  return { originalId, email: emails[0]?.value, userName }
}

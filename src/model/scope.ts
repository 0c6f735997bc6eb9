import * as v from 'valibot'
import { distinct } from './distinct.ts'
import { list } from './list.ts'

/** How many scopes App ID lets an application have. */
const maxScopes = 50

/** What App ID lets a scope be called (access-control page). */
export const ScopeName = v.pipe(
  v.string(),
  v.regex(
    /^(?!appid|openid)[a-z0-9._]{1,49}$/,
    'must be 1 to 49 of a-z, 0-9, "." and "_", and not start with appid or openid',
  ),
)

/** The scopes of an application, in the order in which they were put. */
export const Scopes = v.pipe(
  list(ScopeName),
  v.maxLength(maxScopes, `must be at most ${maxScopes} scopes`),
  distinct('scopes', (scope) => scope),
)

/** The scope of every application's token. */
export const defaultScope = 'appid_default'

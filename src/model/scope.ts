import * as v from 'valibot'
import { distinct } from './values/distinct.ts'
import { list } from './values/list.ts'

/** The maximum number of scopes of an application. */
const maxScopes = 50

/** A valid name for a scope (App ID's access-control page). */
const ScopeName = v.pipe(
  v.string(),
  v.regex(
    /^(?!appid|openid)[a-z0-9._]{1,49}$/,
    'must be 1 to 49 of a-z, 0-9, "." and "_", and not start with appid or openid',
  ),
)

/** The scopes of an application, in the order in which they were sent. */
export const Scopes = v.pipe(
  list(ScopeName),
  v.maxLength(maxScopes, `must have at most ${maxScopes} scopes`),
  distinct('scopes', (scope) => scope),
)

/** The scope that every application's token has. */
export const defaultScope = 'appid_default'

import * as v from 'valibot'
import type { Immutable } from './immutable.ts'
import { SigningKeysSchema } from './signing-key.ts'

/** The state of IAM: the API keys that it accepts (default: any), and the keys that sign its tokens. */
export const IamSchema = v.strictObject({
  apiKeys: v.optional(v.array(v.pipe(v.string(), v.minLength(1, 'must not be empty')))),
  signingKeys: v.optional(SigningKeysSchema),
})

export type Iam = Immutable<v.InferOutput<typeof IamSchema>>

/** The API keys that at least one of the two accepts; undefined if neither has a list. */
export function joinedApiKeys(one: Iam = {}, other: Iam = {}): Iam['apiKeys'] {
  if (one.apiKeys === undefined || other.apiKeys === undefined) return one.apiKeys ?? other.apiKeys
  return [...new Set([...one.apiKeys, ...other.apiKeys])]
}

import * as v from 'valibot'

/** A lower-case uuid, as App ID uses for tenant and client ids, and its name in messages. */
export const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
export const uuidNoun = 'a uuid in lower case, such as 39a37f57-a227-4bfe-a044-93b6e6060b61'

export const Uuid = v.pipe(v.string(), v.regex(uuidShape, `must be ${uuidNoun}`))

export function isUuid(text: string): boolean {
  return uuidShape.test(text)
}

/** 1 to 50 characters, counted as code points (by the `u` flag). A lone surrogate is not a character. */
export const Name50 = v.pipe(
  v.string(),
  v.regex(/^[^\ud800-\udfff]{1,50}$/u, 'must be 1 to 50 characters'),
)

/** Which passwords Cloud Directory accepts, and for how long. */
import { Script } from 'node:vm'
import * as v from 'valibot'
import { agree, Base64, bothSpellings } from '../values/base64.ts'
import { whole } from '../values/whole.ts'

/** The regular expression may come as it is or in base64; both are kept. */
export const PasswordRegex = v.pipe(
  v.object({
    regex: v.optional(
      v.pipe(
        v.string(),
        v.check(isRegex, 'is not a regular expression: check its brackets and escapes'),
      ),
    ),
    base64_encoded_regex: v.optional(
      v.pipe(
        Base64,
        v.check(
          (base64) => isRegex(bothSpellings(undefined, base64)?.text ?? ''),
          'is not the base64 of a regular expression: check its brackets and escapes',
        ),
      ),
    ),
    error_message: v.optional(v.string()),
  }),
  v.check(
    (one) => agree(one.regex, one.base64_encoded_regex),
    'regex and base64_encoded_regex are different: send only one of them',
  ),
  v.transform(({ regex, base64_encoded_regex, error_message }) => {
    const both = bothSpellings(regex, base64_encoded_regex)
    return {
      ...(both && { regex: both.text, base64_encoded_regex: both.base64 }),
      ...(error_message !== undefined && { error_message }),
    }
  }),
)

/** How long a password may be compared with a regular expression, in milliseconds. Nothing else happens meanwhile. */
const longest = 1000

/** What is wrong with a password, in the tenant's words, or undefined if it is accepted. */
export function passwordProblem(
  { regex = '', error_message = '' }: v.InferOutput<typeof PasswordRegex>,
  password: string,
): string | undefined {
  const isMatch = matches(regex, password)
  if (isMatch) return undefined
  if (isMatch === undefined)
    return `the regex of config/cloud_directory/password_regex takes longer than ${longest} ms for this password: simplify it`
  return error_message || "The password doesn't meet the strength requirements."
}

/**
 * Whether a text matches; undefined if that takes too long, as it may with nested repetitions such as `(a+)+`. Only a script
 * can be stopped.
 */
function matches(regex: string, text: string): boolean | undefined {
  const script = new Script(`new RegExp(${JSON.stringify(regex)}).test(${JSON.stringify(text)})`)
  try {
    return script.runInThisContext({ timeout: longest }) === true
  } catch {
    return undefined
  }
}

function isRegex(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp
  } catch {
    return false
  }
}

const Policy = v.object({ enabled: v.boolean() })

const policy = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.object({ ...Policy.entries, config: v.optional(v.object(entries)) })

/** The ranges are those of App ID's documentation. */
export const AdvancedPasswordManagement = v.object({
  advancedPasswordManagement: v.object({
    enabled: v.boolean(),
    passwordReuse: policy({ maxPasswordReuse: whole(1, 8) }),
    preventPasswordWithUsername: Policy,
    passwordExpiration: policy({ daysToExpire: whole(1, 90) }),
    lockOutPolicy: policy({ lockOutTimeSec: whole(60, 86_400), numOfAttempts: whole(1, 10) }),
    minPasswordChangeInterval: v.optional(
      v.pipe(
        policy({ minHoursToChangePassword: whole(0, 720) }),
        v.check(
          ({ enabled, config }) => !enabled || config?.minHoursToChangePassword !== 0,
          'minHoursToChangePassword must be at least 1 when the policy is enabled',
        ),
      ),
    ),
  }),
})

export const defaultLockOut = { lockOutTimeSec: 1800, numOfAttempts: 3 } as const

/** All policies are off. Each has the values that it gets when it is turned on in App ID's dashboard. */
export const defaultPasswordManagement: v.InferOutput<typeof AdvancedPasswordManagement> = {
  advancedPasswordManagement: {
    enabled: false,
    passwordReuse: { enabled: false, config: { maxPasswordReuse: 8 } },
    preventPasswordWithUsername: { enabled: false },
    passwordExpiration: { enabled: false, config: { daysToExpire: 30 } },
    lockOutPolicy: { enabled: false, config: defaultLockOut },
    minPasswordChangeInterval: { enabled: false, config: { minHoursToChangePassword: 0 } },
  },
}

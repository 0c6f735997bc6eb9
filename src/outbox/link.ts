import type { TemplateName } from '../model/config/default-templates.ts'
import type { Known } from '../model/users/password.ts'

/** What a link in a mail is for: the segment of its path. */
export type Purpose = 'verify' | 'reset'

/** The purpose of the link in a mail, or undefined if the mail has none. */
export function purposeOf(template: TemplateName): Purpose | undefined {
  if (template === 'USER_VERIFICATION') return 'verify'
  return template === 'RESET_PASSWORD' ? 'reset' : undefined
}

/** To whom a link was sent, and with which password then, if the link is to a new one. */
interface Sent extends Known {
  readonly purpose: Purpose
  /** The SCIM id. */
  readonly userId: string
  readonly email: string
}

/** A link, known by its code. */
export interface Link extends Sent {
  readonly language: string
  /** What an application exchanges for the id of the user. */
  readonly context: string
  /** It has been followed, and works only once. */
  readonly used?: true
}

/** What an application learns about a link that was followed, known by the context. */
export interface Followed extends Sent {
  /** There is nothing left to confirm: the link or the context has been used before. */
  readonly gone?: true
}

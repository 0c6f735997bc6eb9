/** The texts of messages for which a tenant has none of its own. App ID does not publish its own texts. */

/** The messages of Cloud Directory. */
export const templateNames = [
  'USER_VERIFICATION',
  'WELCOME',
  'PASSWORD_CHANGED',
  'RESET_PASSWORD',
  'MFA_VERIFICATION',
] as const

export type TemplateName = (typeof templateNames)[number]

const hello = 'Hello %{user.displayName},'

/** Subject and text by the name of the template. `%{…}` is filled in when the message is sent. */
const texts = {
  USER_VERIFICATION: ['Verify your email address', 'Verify your email address: %{verify.link}'],
  WELCOME: ['Welcome', 'Your account is ready.'],
  PASSWORD_CHANGED: ['Your password was changed', 'Your password was changed.'],
  RESET_PASSWORD: ['Reset your password', 'Choose a new password: %{resetPassword.link}'],
  MFA_VERIFICATION: ['Your verification code', 'Your verification code is %{mfa.code}.'],
} as const satisfies Record<TemplateName, readonly [subject: string, text: string]>

const pairs: ReadonlyMap<string, readonly [subject: string, text: string]> = new Map(
  Object.entries(texts),
)

/** The default of a template, in English whatever the language. `key`: its name, `/`, and the language. */
export function defaultTemplate(key: string) {
  const [name = ''] = key.split('/')
  const [subject = '', text = ''] = pairs.get(name) ?? []
  const html_body = `<p>${hello}</p><p>${text}</p>`
  return {
    subject,
    html_body,
    base64_encoded_html_body: Buffer.from(html_body).toString('base64'),
    plain_text_body: `${hello}\n\n${text}\n`,
  }
}

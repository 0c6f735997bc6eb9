/** What the pages for users show. Texts are plain: rendering escapes them. */

/** The look that the tenant has configured. */
export interface Theme {
  readonly title: string
  readonly footnote: string
  /** A CSS color. */
  readonly headerColor: string
  /** The URL of the logo; empty if there is none. */
  readonly logo: string
}

/** A user whom a click signs in. */
export interface Choice {
  /** The value of `user` in the form. */
  readonly value: string
  readonly name: string
  /** What tells users of one name apart: the e-mail address or the user name. */
  readonly login?: string | undefined
  /** The provider, unless it is the Cloud Directory. */
  readonly provider?: string | undefined
}

/** What every form is sent with. */
export interface Sent {
  /** Where it is posted, relative to the page. */
  readonly action: string
  /** The id of the transaction: the value of `state`. */
  readonly transaction: string
}

/**
 * Sign in with a password, pick a user, or cancel. The forms are posted to `action`: `email` and `password`, or `user`, or
 * `cancel`, each with `state`. A public test driver looks for `#widgetUrl`, `#cd_form` and `#cd_form input[name=state]`.
 */
export interface SignInPage extends Sent {
  readonly kind: 'sign-in'
  /** The base URL of the authorization server. */
  readonly widgetUrl: string
  readonly application: string
  /** The origin to which the user returns. */
  readonly returnsTo: string
  /** What users of the Cloud Directory sign in with; undefined where they cannot. */
  readonly login?: 'email' | 'userName' | undefined
  /** What was entered before. */
  readonly entered?: string | undefined
  /** Why the sign-in failed. */
  readonly problem?: string | undefined
  /** What the user did before at another page. */
  readonly notice?: string | undefined
  /** Whether there is a button to sign up (`sign_up`), and one for a forgotten password (`forgot_password`). */
  readonly signUp: boolean
  readonly forgotPassword: boolean
  readonly choices: readonly Choice[]
  /** How many more there are, and how they sign in; undefined if these are all. */
  readonly more?: string | undefined
}

/**
 * The password was right, but the e-mail address is not verified. The forms are posted to `action`: `resend`, `again` (back
 * to the sign-in) or `cancel`, each with `state`.
 */
export interface PendingPage extends Sent {
  readonly kind: 'pending'
  readonly login: string
  /** Whether the mail has just been sent again. */
  readonly resent?: boolean
  /** Where the emulator shows the mail; undefined where it does not. */
  readonly mails?: string | undefined
}

/** Choose a new password. Its form is posted to the address of the page: `newPassword` and `confirmPassword`. */
export interface NewPasswordPage {
  readonly kind: 'new-password'
  /** The e-mail address that the user signs in with, for password managers; undefined where it is a user name. */
  readonly email?: string | undefined
  /** Why the last one was not accepted. */
  readonly problem?: string | undefined
}

/** Says what has happened. */
export interface NoticePage {
  readonly kind: 'notice'
  readonly heading: string
  readonly text: string
}

/**
 * Become a user: `form=sign_up` with `email`, `userName` where the page asks for it, `givenName`, `familyName`,
 * `newPassword` and `confirmPassword`. Or go back to the sign-in: `again`.
 */
export interface SignUpPage extends Sent {
  readonly kind: 'sign-up'
  readonly asksUserName: boolean
  /** Whether one cannot do without an e-mail address. */
  readonly needsEmail: boolean
  /** What was entered before. */
  readonly entered: {
    readonly email?: string | undefined
    readonly userName?: string | undefined
    readonly givenName?: string | undefined
    readonly familyName?: string | undefined
  }
  readonly problem?: string | undefined
}

/** Get the link to a new password by mail: `form=forgot_password` with `email`. */
export interface ForgotPasswordPage extends Sent {
  readonly kind: 'forgot-password'
  /** What users sign in with. An e-mail address is always good. */
  readonly login: 'email' | 'userName'
  readonly entered?: string | undefined
  readonly problem?: string | undefined
  /** Whether the user comes from the sign-in, and can go back: `again`. */
  readonly fromSignIn: boolean
}

/** Change the password: `password`, `newPassword` and `confirmPassword`. */
export interface ChangePasswordPage extends Sent {
  readonly kind: 'change-password'
  readonly problem?: string | undefined
}

/** Change the names: `givenName` and `familyName`. */
export interface ChangeDetailsPage extends Sent {
  readonly kind: 'change-details'
  readonly entered: {
    readonly givenName?: string | undefined
    readonly familyName?: string | undefined
  }
}

/** A request that is refused, and does not return to the application. */
export interface RefusalPage {
  readonly kind: 'refusal'
  readonly problem: string
  readonly remedy?: string | undefined
}

/** Posts the answer to the window that opened the page, and shows nothing (`response_mode=web_message`). */
export interface WebMessagePage {
  readonly kind: 'web-message'
  /** The only origin that may read the message. */
  readonly origin: string
  readonly message: Readonly<Record<string, string | undefined>>
}

/** A page that somebody sees. */
export type VisiblePage =
  | SignInPage
  | PendingPage
  | SignUpPage
  | ForgotPasswordPage
  | ChangePasswordPage
  | ChangeDetailsPage
  | NewPasswordPage
  | NoticePage
  | RefusalPage

export type Page = VisiblePage | WebMessagePage

/** A page as HTML. `style` and `script` are what it has inline: the content security policy allows nothing else. */
export interface Rendered {
  readonly html: string
  readonly style: string
  readonly script: string
}

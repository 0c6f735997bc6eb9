/**
 * Descriptions of the members of a document, for people who write fixtures. The build adds them to the JSON Schema.
 * They are not part of the valibot schemas because those are loaded at every start.
 */

const claims = {
  source:
    'Where the claim comes from: an identity provider, the attributes of a profile, or the roles',
  sourceClaim: 'The name of the claim at its source; not needed for roles',
  destinationClaim: 'The name of the claim in the token. Default: its name at the source',
}

const policy = {
  enabled: 'Whether the policy is in force',
  config: 'The limits of the policy',
}

const provider = {
  isActive: 'Whether users may sign in with the provider',
  config: 'The settings of the provider',
}

/** Grouped by the name of the parent member, whether that is an object, a map or a list; '' is the document itself. */
const descriptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    $schema: 'The location of the JSON Schema of this format, for editors',
    version: 'The version of this format',
    iam: "IBM Cloud's identity service, which issues the tokens for the management API",
    faults: 'The faults of IAM and of every tenant, in the order in which they are tried',
    tenants: 'The tenants, by their ids: lower-case uuids',
  },
  iam: {
    apiKeys: 'The API keys that IAM accepts. Default: any API key',
    signingKeys:
      'The keys for IAM tokens; the last one signs. Default: one is generated when it is first needed',
  },
  signingKeys: {
    kid: 'The id of the key in tokens and in the key set',
    kty: 'The type of the key',
    n: 'The modulus, of at least 2048 bits, in base64url',
    e: 'The public exponent, in base64url',
    d: 'The private exponent, in base64url',
    p: 'The first prime factor, in base64url',
    q: 'The second prime factor, in base64url',
    dp: 'd modulo p - 1, in base64url',
    dq: 'd modulo q - 1, in base64url',
    qi: 'The inverse of q modulo p, in base64url',
    published: 'Whether the key is in the key set. Default: true',
    'x-test-key': 'A comment, such as a note that this is only a test key',
  },
  tenants: {
    name: 'The name of the tenant',
    applications: 'The registered applications, in the order of registration',
    signingKeys:
      'The keys for tokens; the last one signs. Default: one is generated when it is first needed',
    roles: 'The roles that applications and users can have',
    users: 'The users, in the order in which they were added',
    refreshTokens: 'What refresh tokens need in order to survive a restart',
    config: 'The configuration, by the paths of the management API below /config',
    clock: 'The clock of the tenant. Default: the real time',
    faults: 'The faults of this tenant, in the order in which they are tried',
  },
  applications: {
    clientId:
      "A lower-case uuid. Default: derived from the tenant's id, the name and the position in the list",
    secret: 'A singlepageapp has none. Default: derived in the same way as clientId',
    name: 'The name of the application; it need not be unique',
    type: 'A singlepageapp has no secret and cannot authenticate as itself',
    scopes: 'The scopes that the application offers, which roles can grant',
    roles: 'The roles of the application: ids or names of roles of the tenant',
    tenantId: 'Part of a management API response: the id of the tenant. It is not stored',
    oAuthServerUrl: 'Part of a management API response. It is not stored',
    profilesUrl: 'Part of a management API response. It is not stored',
    discoveryEndpoint: 'Part of a management API response. It is not stored',
  },
  roles: {
    id: "A lower-case uuid. Default: derived from the tenant's id, the name and the position in the list",
    name: 'The name of the role, unique in the tenant. Default: its id',
    description: 'A description for people',
    access: 'The scopes that the role grants, by application',
  },
  users: {
    provider: 'Who vouches for the user. Default: cloud_directory',
    id: "The provider's id of the user; for Cloud Directory, the SCIM id. Default: derived from the tenant's id, the e-mail or user name and the position in the list",
    profileId:
      'The id of the profile, which is the sub of the tokens. Default: derived in the same way as id; null: there is none before the first sign-in',
    email: 'The e-mail address',
    userName: 'The user name',
    password: 'The password, as it is typed',
    passwordHash: 'The scrypt hash of a password that arrived over HTTP',
    displayName:
      'The name that is shown. Default: the full name, else the user name, else the e-mail',
    givenName: 'The first name',
    familyName: 'The last name',
    status: 'Whether the e-mail address has been verified. Default: CONFIRMED',
    active: 'Whether the user may sign in. Default: true',
    lockedUntil: 'When a locked user is unlocked, in milliseconds since the epoch',
    attributes: 'The attributes of the profile',
    roles: 'The roles of the user: ids or names of roles of the tenant',
    scim: 'Further members of the SCIM user; for another provider, of what it says about the user',
    created: 'When the user was created, in ISO 8601',
    lastModified: 'When the user was last changed, in ISO 8601',
    lastLogin: 'When the user last signed in, in ISO 8601, as of the last change',
    idpIdentity:
      'Whose first sign-in gets this prepared profile: an e-mail address, or the id of the provider',
    removed:
      'Only the profile is left: the Cloud Directory no longer has the user, or the anonymous user has signed in as another',
    refreshGeneration: 'How many times all refresh tokens of the user were revoked',
  },
  refreshTokens: {
    keys: 'The keys of the refresh tokens; the last one is used for new tokens',
    revoked: 'The tokens that were revoked and have not expired',
  },
  keys: { id: 'The id of the key', key: 'The key: 32 bytes in base64url' },
  revoked: { id: 'The id of the token', exp: 'When it expires: a NumericDate (in seconds)' },
  access: {
    application_id: 'The clientId, or the name, of the application that offers the scopes',
    scopes: 'Scopes of that application',
    expires_in: 'How long an access token is valid, in seconds',
  },
  config: {
    tokens: 'How long tokens are valid, and which claims are added to them',
    redirect_uris: 'The redirect URIs that the authorization endpoint accepts',
    users_profile: 'Whether user profiles are stored',
    capture_runtime_activity: 'Whether sign-ins are recorded in the activity log',
    'idps/facebook': 'Facebook as an identity provider',
    'idps/google': 'Google as an identity provider',
    'idps/custom': 'An identity provider of your own, which identifies users by signed tokens',
    'idps/cloud_directory': 'Cloud Directory, the user registry of App ID itself',
    'idps/saml': 'A SAML 2.0 identity provider',
    'ui/theme_text': 'The texts of the sign-in page',
    'ui/theme_color': 'The color of the sign-in page',
    'ui/media': 'The logo of the sign-in page',
    'ui/languages': 'The languages of the sign-in page and of messages',
    'cloud_directory/sender_details': 'Who sends the emails of Cloud Directory',
    'cloud_directory/email_dispatcher': 'The service that delivers the emails',
    'cloud_directory/password_regex': 'Which passwords are strong enough',
    'cloud_directory/advanced_password_management': 'The policies for passwords',
    'cloud_directory/mfa': 'The second factor',
    'cloud_directory/mfa/channels/nexmo': 'The second factor by text message; without it, by email',
    'cloud_directory/mfa/extensions':
      'Services that are asked before or after the second factor: premfa and postmfa',
    'cloud_directory/sso': 'Single sign-on of Cloud Directory',
    'cloud_directory/rate_limit': 'How often users may sign up and sign in',
    'cloud_directory/templates':
      'The texts of messages, by the name of the template and the language, such as WELCOME/en',
    'cloud_directory/action_url':
      'Where the links in messages lead: on_user_verified and on_reset_password',
    maxPasswordReuse: 'How many old passwords may not be used again, 1 to 8',
    daysToExpire: 'After how many days a password expires, 1 to 90',
    lockOutTimeSec: 'How long an account is locked, 60 to 86400 seconds',
    numOfAttempts: 'How many wrong passwords lock an account, 1 to 10',
    minHoursToChangePassword:
      'How many hours must pass before a password can be changed again, up to 720',
    key: 'The API key of the service',
    from: 'The phone number of the sender',
    provider: 'The name of the service',
    url: 'The URL of the service',
    headers: 'Headers of the requests to the service',
    idpId: 'The client id of this tenant at the provider',
    secret: 'The secret that belongs to idpId or key',
    publicKey: 'The public key, in PEM, that verifies the tokens of the provider',
    selfServiceEnabled: 'Whether users may manage their accounts themselves',
    signupEnabled: 'Whether users may sign up themselves',
    interactions: 'Which emails are sent to users',
    identityField: 'What users sign in with',
    entityID: 'The entity id of the provider',
    signInUrl: 'The sign-in URL of the provider',
    certificates: 'The certificates that verify the responses of the provider',
    displayName: 'The name of the provider that users see',
    authnContext: 'How the provider is requested to authenticate users',
    signRequest: 'Whether requests to the provider are signed',
    encryptResponse: 'Whether the provider must encrypt its responses',
    includeScoping: 'Whether requests to the provider have a Scoping element',
  },
  tokens: {
    access: 'Access tokens',
    refresh: 'Refresh tokens',
    anonymousAccess: 'Tokens of users who have not signed in',
    accessTokenClaims: 'The claims that are added to access tokens',
    idTokenClaims: 'The claims that are added to identity tokens',
  },
  refresh: {
    enabled: 'Whether refresh tokens are issued',
    expires_in: 'How long a refresh token is valid, in seconds',
  },
  anonymousAccess: {
    enabled: 'Whether anonymous tokens are issued',
    expires_in: 'How long an anonymous access token is valid, in seconds',
  },
  accessTokenClaims: claims,
  idTokenClaims: claims,
  redirect_uris: {
    redirectUris: 'Absolute URIs',
    trustCloudIAMRedirectUris: 'Whether the redirect URIs of IBM Cloud IAM are also accepted',
  },
  users_profile: { isActive: 'Whether user profiles are stored' },
  capture_runtime_activity: { isActive: 'Whether sign-ins are recorded' },
  'idps/facebook': provider,
  'idps/google': provider,
  'idps/custom': provider,
  'idps/cloud_directory': provider,
  'idps/saml': provider,
  'ui/theme_text': {
    tabTitle: 'The title of the sign-in page',
    footnote: 'The text at the foot of the sign-in page',
  },
  'ui/theme_color': { headerColor: 'The background of the header: a CSS color' },
  'ui/media': { image: 'The URL of the logo, which may be a data: URL of a PNG or JPEG' },
  'ui/languages': { languages: 'Languages as in RFC 5646, the preferred one first' },
  'cloud_directory/sender_details': { senderDetails: 'The sender, and how long links are valid' },
  senderDetails: {
    from: 'The sender',
    reply_to: 'Who gets the replies',
    linkExpirationSec: 'How long the links in emails are valid, in seconds',
  },
  from: { name: 'The name of the sender', email: 'The address of the sender' },
  reply_to: { name: 'The name for replies', email: 'The address for replies' },
  'cloud_directory/email_dispatcher': {
    provider: 'Which service it is: that of App ID, Twilio SendGrid, or one of your own',
    sendgrid: 'The settings of SendGrid',
    custom: 'The settings of your own service',
  },
  sendgrid: { apiKey: 'The API key of SendGrid' },
  custom: {
    url: 'The URL to which messages are posted',
    authorization: 'How App ID authenticates',
  },
  authorization: {
    type: 'With a header of your own, with HTTP Basic, or not at all',
    value: 'The header, for the type value',
    username: 'The user name, for the type basic',
    password: 'The password, for the type basic',
  },
  'cloud_directory/password_regex': {
    regex: 'The regular expression that passwords must match',
    base64_encoded_regex: 'The same in base64; one of the two is enough',
    error_message: 'What a user is told whose password does not match',
  },
  'cloud_directory/advanced_password_management': {
    advancedPasswordManagement: 'The policies',
  },
  advancedPasswordManagement: {
    enabled: 'Whether any policy is in force',
    passwordReuse: 'Whether old passwords may be used again',
    preventPasswordWithUsername: 'Whether a password may contain the user name',
    passwordExpiration: 'Whether passwords expire',
    lockOutPolicy: 'Whether wrong passwords lock an account',
    minPasswordChangeInterval: 'Whether a password must be kept for some time',
  },
  passwordReuse: policy,
  preventPasswordWithUsername: policy,
  passwordExpiration: policy,
  lockOutPolicy: policy,
  minPasswordChangeInterval: policy,
  'cloud_directory/mfa': { isActive: 'Whether users need a second factor' },
  'cloud_directory/mfa/channels/nexmo': {
    isActive: 'Whether the second factor is sent by text message, not by email',
    config: 'The account at the service that sends text messages',
  },
  'cloud_directory/mfa/extensions': {
    isActive: 'Whether the service is asked',
    config: 'Where the service is',
  },
  'cloud_directory/sso': {
    isActive: 'Whether users stay signed in',
    inactivityTimeoutSeconds: 'How long they stay signed in without activity, in seconds',
    logoutRedirectUris: 'Where users may be sent after they sign out',
  },
  'cloud_directory/rate_limit': {
    signUpLimitPerMinute: 'How often users may sign up',
    signInLimitPerMinute: 'How often users may sign in',
  },
  'cloud_directory/templates': {
    subject: 'The subject of the email',
    html_body: 'The email in HTML',
    base64_encoded_html_body: 'The same in base64; one of the two is enough',
    plain_text_body: 'The email in plain text',
  },
  'cloud_directory/action_url': { actionUrl: 'The URL, or empty for the page of App ID' },
  interactions: {
    identityConfirmation: 'The email that asks users to confirm their address',
    welcomeEnabled: 'Whether a new user gets a welcome email',
    resetPasswordEnabled: 'Whether users may reset a forgotten password by email',
    resetPasswordNotificationEnable:
      'Whether a user gets an email when the password has been changed',
  },
  identityConfirmation: {
    accessMode: 'Whether users must confirm their address before they can sign in',
    methods: 'How users confirm their address',
  },
  authnContext: {
    class: 'Authentication context classes, by URI or short name',
    comparison: "How the provider's class is compared with these",
  },
  clock: {
    offset: "Seconds ahead of the emulator's clock; negative: behind it",
    frozenAt: 'The NumericDate (in seconds) at which the clock is frozen',
  },
  faults: {
    id: 'The id of the fault, for deleting it. Default: derived from its position in the list',
    operation: 'The operation to match: a name from the table of operations. Default: any',
    method: 'The HTTP method to match. Default: any',
    clientId: 'The client id to match, as sent for authentication. Default: any',
    grantType: 'The grant_type to match. Default: any',
    times: 'How many times the fault strikes. Default: no limit',
    after: 'How many matching requests pass before the first strike. Default: 0',
    effect:
      'What happens: a delay, another response instead of the real one, or damage to the real one',
  },
  effect: {
    delayMs: 'How long the response is delayed, in milliseconds',
    status: 'The status code of the response',
    error: 'The error code in the response',
    errorDescription: 'The error description in the response',
    body: 'The whole body of the response: a string is sent as it is, anything else as JSON',
    headers: 'Headers of the response',
    retryAfter: 'The Retry-After header, in seconds',
    truncate: 'How many bytes of the response are sent before the connection is closed',
    malformed: 'The response is cut by one character, so that it is not valid JSON',
    disconnect: 'The connection is closed without a response',
    flaw: 'What is wrong with the issued token',
  },
}

/** The part of a JSON Schema that is used here. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

/**
 * Adds a description to every member in the JSON Schema of the document, and forbids unknown members.
 * @throws {Error} a member has no description
 */
export function described<S extends Schema>(schema: S, name = ''): S {
  const { properties, additionalProperties, items, anyOf } = schema
  return {
    ...schema,
    ...(properties && {
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(properties).map(([member, inner]) => {
          const description = descriptions[name]?.[member]
          if (description === undefined) throw new Error(`${name}.${member} has no description`)
          return [member, { description, ...described(inner, member) }]
        }),
      ),
    }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: described(additionalProperties, name),
    }),
    ...(items && { items: described(items, name) }),
    ...(anyOf && { anyOf: anyOf.map((one) => described(one, name)) }),
  }
}

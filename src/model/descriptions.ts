/**
 * What the members of a document mean, for those who write one by hand: the build puts it into the JSON Schema and the
 * declarations. It is not in the schemas, which are read at every start.
 */

const claims = {
  source:
    'Where the claim comes from: an identity provider, the attributes of a profile, or the roles',
  sourceClaim: 'The name of the claim at its source; roles needs none',
  destinationClaim: 'The name of the claim in the token. Default: the one at its source',
}

const provider = {
  isActive: 'Whether users may sign in with it',
  config: 'How it is set up',
}

/** By the member that they are below, however deep its lists are; the document itself has no name. */
const descriptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    $schema: 'Where the JSON Schema of this format is, for editors',
    version: 'The version of this format',
    iam: "IBM Cloud's identity service, which gives the management API its tokens",
    faults: 'What goes wrong in IAM and in every tenant, in the order in which it is tried',
    tenants: 'The tenants, by their ids: uuids in lower case',
  },
  iam: {
    apiKeys: 'The API keys that IAM knows. Default: any will do',
    signingKeys:
      'The keys that sign IAM tokens; the last one signs. Default: one is made at first need',
  },
  signingKeys: {
    kid: 'The id that tokens and the key set have for the key',
    kty: 'The type of the key',
    n: 'The modulus, of at least 2048 bits, in base64url',
    e: 'The public exponent, in base64url',
    d: 'The private exponent, in base64url',
    p: 'The first prime factor, in base64url',
    q: 'The second prime factor, in base64url',
    dp: 'd modulo p - 1, in base64url',
    dq: 'd modulo q - 1, in base64url',
    qi: 'The inverse of q modulo p, in base64url',
    published: 'Whether the key set has it. Default: true',
    'x-test-key': 'A remark for whoever finds the key',
  },
  tenants: {
    name: 'What the banner calls it',
    applications: 'The applications that are registered, in the order of their registration',
    signingKeys:
      'The keys that sign tokens; the last one signs. Default: one is made at first need',
    roles: 'What applications may be allowed to do',
    config: 'The configuration, by the paths of the management API below /config',
    clock: 'The time as the tenant sees it. Default: as it is',
    faults: 'What goes wrong in this tenant, in the order in which it is tried',
  },
  applications: {
    clientId:
      "A uuid in lower case. Default: follows from the tenant's id, the name and the place in the list",
    secret: 'A singlepageapp has none. Default: follows from the same as clientId',
    name: 'What people call it; others may have the same name',
    type: 'A singlepageapp has no secret and cannot authenticate as itself',
    scopes: 'The scopes that it offers to others',
    roles: 'What it may do: ids or names of roles of the tenant',
    tenantId: "In what the management API answers: the tenant's own id. It is not kept",
    oAuthServerUrl: 'In what the management API answers. It is not kept',
    profilesUrl: 'In what the management API answers. It is not kept',
    discoveryEndpoint: 'In what the management API answers. It is not kept',
  },
  roles: {
    id: "A uuid in lower case. Default: follows from the tenant's id, the name and the place in the list",
    name: 'What people call it; no two roles of a tenant have the same name. Default: its id',
    description: 'What it is for',
    access: 'Which scopes of which applications it grants',
  },
  access: {
    application_id: 'The clientId of the application that offers the scopes',
    scopes: 'Scopes that the application has',
    expires_in: 'How long an access token is valid, in seconds',
  },
  config: {
    tokens: 'How long tokens are valid, and what is mapped into them',
    redirect_uris: 'Where the authorization endpoint may send users back to',
    users_profile: 'Whether profiles of users are kept',
    capture_runtime_activity: 'Whether sign-ins are recorded in the activity log',
    'idps/facebook': 'Facebook as an identity provider',
    'idps/google': 'Google as an identity provider',
    'idps/custom': 'An identity provider of your own, which vouches for users by signed tokens',
    'idps/cloud_directory': 'The users that App ID itself keeps',
    'idps/saml': 'A SAML 2.0 identity provider',
    idpId: 'The id that the provider knows this tenant by',
    secret: 'The secret that goes with idpId',
    publicKey: 'The public key, in PEM, that the tokens of the provider are verified with',
    selfServiceEnabled: 'Whether users may manage their accounts themselves',
    signupEnabled: 'Whether users may sign up themselves',
    interactions: 'Which mails users get',
    identityField: 'What users sign in with',
    entityID: 'The entity id of the provider',
    signInUrl: 'Where users sign in with the provider',
    certificates: 'The certificates that answers of the provider are verified with',
    displayName: 'What users see the provider called',
    authnContext: 'How the provider is asked to authenticate users',
    signRequest: 'Whether requests to the provider are signed',
    encryptResponse: 'Whether the provider is to encrypt its answers',
    includeScoping: 'Whether requests to the provider have a Scoping element',
  },
  tokens: {
    access: 'Access tokens',
    refresh: 'Refresh tokens',
    anonymousAccess: 'Tokens of users who have not signed in',
    accessTokenClaims: 'What is mapped into access tokens',
    idTokenClaims: 'What is mapped into identity tokens',
  },
  refresh: {
    enabled: 'Whether they are issued',
    expires_in: 'How long a refresh token is valid, in seconds',
  },
  anonymousAccess: {
    enabled: 'Whether they are issued',
    expires_in: 'How long such a token is valid, in seconds',
  },
  accessTokenClaims: claims,
  idTokenClaims: claims,
  redirect_uris: {
    redirectUris: 'URIs with their schemes',
    trustCloudIAMRedirectUris: 'Whether those of IBM Cloud IAM are allowed as well',
  },
  users_profile: { isActive: 'Whether they are' },
  capture_runtime_activity: { isActive: 'Whether they are' },
  'idps/facebook': provider,
  'idps/google': provider,
  'idps/custom': provider,
  'idps/cloud_directory': provider,
  'idps/saml': provider,
  interactions: {
    identityConfirmation: 'The mail by which a user confirms an address',
    welcomeEnabled: 'Whether a new user is welcomed',
    resetPasswordEnabled: 'Whether a user may reset a forgotten password by mail',
    resetPasswordNotificationEnable: 'Whether a user is told that the password has been changed',
  },
  identityConfirmation: {
    accessMode: 'Whether an address has to be confirmed before its user signs in',
    methods: 'How an address is confirmed',
  },
  authnContext: {
    class: 'Classes of authentication contexts, by their URIs or short names',
    comparison: "How the provider's class is to compare with these",
  },
  clock: {
    offset: "Seconds ahead of the emulator's own time; behind it when negative",
    frozenAt: 'The NumericDate, in seconds, at which the time stands still',
  },
  faults: {
    id: 'By which the fault can be deleted. Default: follows from its place in the list',
    operation: 'Which requests it is for: a name of the table of operations. Default: all',
    method: 'Which requests it is for: their method. Default: all',
    clientId: 'Which requests it is for: the client that authenticates. Default: all',
    grantType: 'Which requests it is for: the grant_type that they ask for. Default: all',
    times: 'How often it strikes. Default: for ever',
    after: 'How many matching requests pass first. Default: 0',
    effect:
      'What happens: a delay, an answer in the place of the true one, or a damage to the true one',
  },
  effect: {
    delayMs: 'How long the answer is held back, in milliseconds',
    status: 'The status of the answer',
    error: 'The code of the error that is answered',
    errorDescription: 'The description of the error that is answered',
    body: 'The whole body of the answer: a text as it is, anything else as JSON',
    headers: 'Headers of the answer',
    retryAfter: 'The header Retry-After, in seconds',
    truncate: 'After how many bytes the answer breaks off',
    malformed: 'The answer is JSON no longer',
    disconnect: 'The connection is closed instead of an answer',
    flaw: 'What is wrong with the token that is issued',
  },
}

/** What there is to see of a JSON Schema. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

/**
 * The JSON Schema of the document with a description of every member; there are no others.
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

import { excerpt } from '../excerpt.ts'

/** A tenant was asked for, or to be changed, that is not in the state. */
export class UnknownTenant extends Error {
  override readonly name = 'UnknownTenant'

  constructor(tenantId: string) {
    super(`there is no tenant ${excerpt(tenantId)}`)
  }
}

/** A tenant was to be made under an id that another has. */
export class TenantExists extends Error {
  override readonly name = 'TenantExists'

  constructor(tenantId: string) {
    super(`tenantId: there is a tenant ${tenantId} already`)
  }
}

/** A tenant was to be reset that the data file had at the start and the seed does not have. */
export class UnknownOrigin extends Error {
  override readonly name = 'UnknownOrigin'

  constructor(tenantId: string) {
    super(
      `tenant ${tenantId} was in the data file at the start, and what it was made as is not known: delete it and create it again`,
    )
  }
}

/** A snapshot was asked for that there is not. */
export class UnknownSnapshot extends Error {
  override readonly name = 'UnknownSnapshot'

  constructor(id: string) {
    super(`there is no snapshot ${excerpt(id)}`)
  }
}

/** The state could not be written; the change that was under way is not in it. */
export class WriteFailed extends Error {
  override readonly name = 'WriteFailed'
}

/** The data file cannot be used as it is; it has not been touched. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile'
}

/** Something was asked of an emulator that has been closed. */
export class Closed extends Error {
  override readonly name = 'Closed'

  constructor(url: string) {
    super(`the emulator at ${url} is closed`)
  }
}

/** A seed that cannot be used. */
export class InvalidSeed extends Error {
  override readonly name = 'InvalidSeed'
}

/** The code of a system error, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

import type { Operation } from '../operations.ts'

/** The operations of one name: App ID answers to some of them at several paths. */
export interface Entry {
  readonly name: string
  readonly requests: readonly Operation[]
}

export interface Group {
  /** The tag of the operations in App ID's API description. */
  readonly tag: string
  readonly entries: readonly Entry[]
}

/** The tag of each operation, by the beginning of its path: the first that fits. Those of the last two rows are ours. */
const tags = [
  ['/oauth/v4/{tenantId}', 'Authorization Server - Authorization Server V4'],
  ['/management/v4/{tenantId}/applications', 'Management API - Applications'],
  ['/management/v4/{tenantId}/cloud_directory', 'Management API - Cloud Directory Users'],
  ['/management/v4/{tenantId}/config/idps', 'Management API - Identity Providers'],
  ['/management/v4/{tenantId}/config', 'Management API - Config'],
  ['/management/v4/{tenantId}/roles', 'Management API - Roles'],
  ['/management/v4/{tenantId}', 'Management API - Users'],
  ['/api/v1/attributes', 'Profiles API - Attributes'],
  ['', 'IAM - Tokens'],
] as const

/** The operations by their tags, and those of the same name as one entry. Both in the order of the table. */
export function groups(operations: readonly Operation[]): Group[] {
  return tags.map(([, tag]) => {
    const own = operations.filter(({ path }) => tagOf(path) === tag)
    const names = [...new Set(own.map(({ name }) => name))]
    return {
      tag,
      entries: names.map((name) => ({
        name,
        requests: own.filter((operation) => operation.name === name),
      })),
    }
  })
}

function tagOf(path: string): string | undefined {
  return tags.find(([beginning]) => path.startsWith(beginning))?.[1]
}

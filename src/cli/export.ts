import type { Fixture } from '../index.ts'
import type { Invocation } from './command.ts'
import { printFrom } from './connected.ts'
import { textOf } from './given.ts'
import { exportOptions } from './options.ts'
import { harmlessLine } from './print.ts'

/** `appid-emulator export`: prints the state of a running emulator as a fixture. @throws {UsageError} */
export function exportState(invocation: Invocation): Promise<number> {
  const { given } = invocation
  return printFrom(invocation, exportOptions, async (emulator) => {
    const { inSchemaOrder } = await import('../index.ts')
    const nameOrId = textOf(given, 'tenant')
    const tenantId = nameOrId === undefined ? undefined : emulator.tenant(nameOrId).tenantId
    const state = inSchemaOrder(await emulator.state.get())
    const wanted = tenantId === undefined ? state : onlyTenant(state, tenantId)
    return toText(given.has('no-keys') ? withoutKeys(wanted) : wanted)
  })
}

function onlyTenant({ $schema, version, tenants }: Fixture, tenantId: string): Fixture {
  const entries = Object.entries(tenants).filter(([id]) => id === tenantId)
  return { $schema, version, tenants: Object.fromEntries(entries) }
}

function withoutKeys(fixture: Fixture): Fixture {
  const { signingKeys: _, ...iam } = fixture.iam ?? {}
  return {
    ...fixture,
    iam: Object.keys(iam).length === 0 ? undefined : iam,
    tenants: Object.fromEntries(
      Object.entries(fixture.tenants).map(([id, { signingKeys: _, ...tenant }]) => [id, tenant]),
    ),
  }
}

// Names may contain control characters that JSON does not escape, and a terminal may show the text.
function toText(fixture: Fixture): string {
  return JSON.stringify(fixture, null, 2).split('\n').map(harmlessLine).join('\n')
}

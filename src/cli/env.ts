import { written } from '../model/env-format.ts'
import type { Invocation } from './command.ts'
import { printFrom, tenantOf } from './connected.ts'
import { textOf, UsageError } from './given.ts'
import { envOptions } from './options.ts'

/** `appid-emulator env`: prints the settings of an application of a running emulator. @throws {UsageError} */
export function env(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const format = textOf(given, 'format') ?? 'shell'
  if (format !== 'shell' && format !== 'dotenv' && format !== 'json')
    throw new UsageError(`--format: must be shell, dotenv or json, not ${format}`)
  return printFrom(invocation, envOptions, async (emulator) => {
    const variables = tenantOf(emulator, given).env({ client: textOf(given, 'client') })
    return format === 'json' ? JSON.stringify(variables, null, 2) : written(format, variables)
  })
}

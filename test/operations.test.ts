import { describe, expect } from 'vitest'
import {
  iamOperations,
  managementOperations,
  type Operation,
  oauthOperations,
} from '../src/operations.ts'
import { demo, it, send } from './support/emulator.ts'

const operations: Operation[] = [...oauthOperations, ...managementOperations, ...iamOperations]

/** A request for an operation, its parameters filled with something. */
function ask(url: string, { method, path = '' }: Operation) {
  const filled = path
    .replace('{tenantId}', demo.tenantId)
    .replace(/\{(clientId|roleId)\}/, '00000000-0000-4000-8000-000000000000')
    .replaceAll(/\{\w+\}/g, 'x')
  return send(`${url}${filled}`, { method, headers: { Authorization: 'Bearer any' } })
}

describe('the table of operations', () => {
  it('has the 97 of IBM’s API description, and those that are documented besides', () => {
    expect(managementOperations.filter(({ path }) => path !== undefined).length).toBe(97 + 5)
    expect(
      managementOperations.filter(({ path }) => path === undefined).map(({ name }) => name),
    ).toEqual(['mgmt.cloudDirectoryDownloadExport', 'mgmt.cloudDirectoryDownloadExportDelete'])
    expect(new Set(managementOperations.map(({ name }) => name)).size).toBe(97 + 7)
  })

  it('is what the routes do: 501 with the name for all that are not emulated, never 404', async ({
    emulator,
  }) => {
    for (const operation of operations.filter(({ path }) => path !== undefined)) {
      const { status, body } = await ask(emulator.url, operation)
      const said = body.operation ?? body.error_description ?? body.message
      if (operation.state === 'emulated')
        expect([operation.name, status]).not.toEqual([operation.name, 501])
      else expect([status, said]).toEqual([501, expect.stringContaining(operation.name)])
    }
  })

  it('answers in the shape of its surface', async ({ emulator }) => {
    const sender = '/management/v4/{tenantId}/config/cloud_directory/sender_details'
    const management = managementOperations.find(
      ({ method, path }) => method === 'PUT' && path === sender,
    )
    if (management === undefined) throw new Error('no such operation')
    expect((await ask(emulator.url, management)).body).toEqual({
      message: 'not emulated: mgmt.setCloudDirectorySenderDetails',
      operation: 'mgmt.setCloudDirectorySenderDetails',
    })
  })
})

import { useState } from 'preact/hooks'
import type { Application } from '../application-api.ts'
import type { TenantInfo } from '../emulator.ts'
import { Row } from '../row.tsx'
import { Access } from './access.tsx'
import { Credentials } from './credentials.tsx'
import { DeleteApplication } from './delete-application.tsx'
import { RenameApplication } from './rename-application.tsx'
import { Token } from './token.tsx'

interface ApplicationProps {
  readonly tenant: TenantInfo
  readonly application: Application
  readonly hasControl: boolean
  readonly onRenamed: (name: string) => void
  readonly onDeleted: () => void
}

export function rowId(clientId: string): string {
  return `application-${clientId}`
}

/** An application in the list, which expands. */
export function ApplicationRow(props: ApplicationProps) {
  const { clientId, tenantId, name, type } = props.application
  return (
    <Row
      id={rowId(clientId)}
      keptAs={`${tenantId} ${clientId}`}
      summary={
        <>
          <span class="name">{name}</span> <span class="type">{type}</span> <code>{clientId}</code>
        </>
      }
    >
      <Expanded {...props} />
    </Row>
  )
}

function Expanded({ tenant, application, hasControl, onRenamed, onDeleted }: ApplicationProps) {
  const [dialog, setDialog] = useState<'rename' | 'delete'>()
  const close = () => setDialog(undefined)
  return (
    <>
      <p class="buttons">
        <button type="button" onClick={() => setDialog('rename')}>
          Rename
        </button>
        <button type="button" class="danger" onClick={() => setDialog('delete')}>
          Delete
        </button>
      </p>
      <Credentials tenant={tenant} application={application} />
      <Token application={application} hasControl={hasControl} />
      <Access tenant={tenant} application={application} />
      {dialog === 'rename' && (
        <RenameApplication
          tenant={tenant}
          application={application}
          onClose={close}
          onDone={onRenamed}
        />
      )}
      {dialog === 'delete' && (
        <DeleteApplication
          tenant={tenant}
          application={application}
          onClose={close}
          onDone={onDeleted}
        />
      )}
    </>
  )
}

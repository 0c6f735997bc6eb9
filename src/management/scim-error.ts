import { MessageError } from '../http/message-error.ts'

/** An error of the Cloud Directory, whose body is that of SCIM (RFC 7644 §3.12). */
export class ScimError extends MessageError {
  readonly scimType: string | undefined

  constructor(status: number, message: string, scimType?: string) {
    super(status, message)
    this.scimType = scimType
  }

  /** IBM's SDK for Node.js reads `scimType` and `detail`, the one for Go `message`. */
  toBody() {
    return {
      status: `${this.status}`,
      ...(this.scimType !== undefined && { scimType: this.scimType }),
      detail: this.message,
      message: this.message,
    }
  }
}

export const invalidValue = (detail: string) => new ScimError(400, detail, 'invalidValue')

export const uniqueness = (detail: string) => new ScimError(409, detail, 'uniqueness')

export const unknownUser = (detail: string) => new ScimError(404, detail)

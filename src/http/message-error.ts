/** An error whose response body is `{"message"}`. */
export class MessageError extends Error {
  override readonly name = 'MessageError'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

export const badRequest = (message: string) => new MessageError(400, message)

export const unauthorized = (message: string) => new MessageError(401, message)

export const forbidden = (message: string) => new MessageError(403, message)

export const notFound = (message: string) => new MessageError(404, message)

export const conflict = (message: string) => new MessageError(409, message)

export const methodNotAllowed = (message: string, headers: Readonly<Record<'Allow', string>>) =>
  new MessageError(405, message, headers)

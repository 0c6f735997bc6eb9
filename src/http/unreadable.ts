import { STATUS_CODES } from 'node:http'

/** Status and message by Node's error code, where the status is not 400. */
const refusals: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the headers of the request are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the chunk extensions of the request are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time'],
}

/** Builds the whole response to a request that Node cannot parse, with the body `{"message"}`. */
export function unreadableResponse(
  code: string | undefined,
  headers: Readonly<Record<string, string>>,
): { status: number; message: string; text: string } {
  const [status, message] = refusals[code ?? ''] ?? [
    400,
    'this is not an HTTP request, or it is incomplete (the emulator does not support HTTPS)',
  ]
  const body = JSON.stringify({ message })
  const lines = Object.entries({
    ...headers,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': `${Buffer.byteLength(body)}`,
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  const text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
  return { status, message, text }
}

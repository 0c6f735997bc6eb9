import { STATUS_CODES } from 'node:http'

/** What is told to whoever sent something that is no request, where that is not 400. */
const refusals: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the headers of the request are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the chunk extensions of the request are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time'],
}

/** Node's own answer to what it cannot read, made to look like ours: `{"message"}`. */
export function unreadableAnswer(
  code: string | undefined,
  headers: Readonly<Record<string, string>>,
): { status: number; message: string; text: string } {
  const [status, message] = refusals[code ?? ''] ?? [
    400,
    'this is no HTTP request, or it ends too early (the emulator does not speak https)',
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

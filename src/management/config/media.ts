/** The logo of the sign-in page: `/config/ui/media`. */
import type { RouterContext } from '@koa/router'
import { createBodyReader } from '../../http/body.ts'
import { badRequest, MessageError } from '../../http/message-error.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { keep } from './documents.ts'

/** App ID's limit of 100 kB. */
const most = 100 * 1024

/** The form around the file adds some headers. */
const readForm = createBodyReader(most + 4096)

/** The first bytes of the files that App ID accepts. What the client says about the type is often wrong. */
const signatures = [
  ['image/png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['image/jpeg', Buffer.from('ffd8ff', 'hex')],
] as const

/** `POST /config/ui/media` */
export function upload(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    if (ctx.query.mediaType !== 'logo')
      throw badRequest('the query parameter mediaType must be logo: add ?mediaType=logo')
    const { file } = await readForm(ctx, ['multipart/form-data'])
    if (!(file instanceof Blob))
      throw badRequest('send the image as one file in the part "file" of multipart/form-data')
    if (file.size > most) throw new MessageError(413, `the image is larger than ${most} bytes`)
    const bytes = Buffer.from(await file.arrayBuffer())
    const [type] =
      signatures.find(([, start]) => bytes.subarray(0, start.length).equals(start)) ?? []
    if (type === undefined) throw badRequest('the image must be a PNG or a JPEG file')
    const image = `data:${type};base64,${bytes.toString('base64')}`
    await keep(runtime, ctx, () => ({ 'ui/media': { image } }))
    ctx.status = 204
  }
}

/** The channels of the second factor: email, and text messages by nexmo. Exactly one of them is active. */
import type { RouterContext } from '@koa/router'
import { excerpt } from '../../excerpt.ts'
import { notFound } from '../../http/message-error.ts'
import { configDocuments, documentOf } from '../../model/config/config.ts'
import type { Tenant } from '../../model/tenant.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'
import { keep } from './documents.ts'

const stored = 'cloud_directory/mfa/channels/nexmo'

/** `GET /config/cloud_directory/mfa/channels` */
export function listChannels() {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    ctx.body = { channels: [toResponse(tenant, 'email'), toResponse(tenant, 'nexmo')] }
  }
}

/** `GET /config/cloud_directory/mfa/channels/{channel}` */
export function readChannel() {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = toResponse(ctx.state.tenant, channelOf(ctx))
  }
}

/** `PUT /config/cloud_directory/mfa/channels/{channel}` turns one channel on and the other off. */
export function writeChannel(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const channel = channelOf(ctx)
    const { isActive, config } = await parseBody(ctx, configDocuments[stored])
    // Terraform sends no config for a channel that it turns off: the old one stays.
    const tenant = await keep(runtime, ctx, ({ [stored]: old }) => ({
      [stored]:
        channel === 'email'
          ? { ...old, isActive: !isActive }
          : { ...old, isActive, ...(config && { config }) },
    }))
    ctx.body = toResponse(tenant, channel)
  }
}

type Channel = 'email' | 'nexmo'

function channelOf({ params: { channel = '' } }: RouterContext<RequestState>): Channel {
  if (channel === 'email' || channel === 'nexmo') return channel
  throw notFound(`there is no channel ${excerpt(channel)}: use email or nexmo`)
}

// The type of the channel differs from its name in the path.
function toResponse(tenant: Tenant, channel: Channel) {
  const { isActive, config } = documentOf(tenant, stored)
  return channel === 'email'
    ? { isActive: !isActive, type: 'email' }
    : { isActive, type: 'sms', ...(config && { config }) }
}

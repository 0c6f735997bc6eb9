import * as v from 'valibot'
import type { Runtime } from '../runtime.ts'
import { operation } from './operation.ts'

const Health = v.object({
  status: v.literal('ok'),
  version: v.string(),
  instance: v.pipe(v.string(), v.description('Identifies this run of the emulator')),
  uptime: v.pipe(v.number(), v.description('Seconds since the start')),
  tenants: v.pipe(v.number(), v.description('The number of tenants')),
})

const health = ({ version, instance, uptime, store }: Runtime) => ({
  status: 'ok' as const,
  version,
  instance,
  uptime: uptime(),
  tenants: store.state.tenants.size,
})

export const healthOperations = [
  operation({
    name: 'getHealth',
    method: 'GET',
    path: '/_appid/health',
    summary: 'Responds as soon as the emulator listens',
    health: true,
    answer: Health,
    run: ({ runtime }) => health(runtime),
  }),
  operation({
    name: 'getReadiness',
    method: 'GET',
    path: '/_appid/ready',
    summary: 'Responds as soon as the state is loaded',
    health: true,
    answer: Health,
    run: ({ runtime }) => health(runtime),
  }),
  operation({
    name: 'getPlainHealth',
    method: 'GET',
    path: '/health',
    summary: 'The same as /_appid/ready, at the usual path of health checks',
    health: true,
    answer: Health,
    run: ({ runtime }) => health(runtime),
  }),
] as const

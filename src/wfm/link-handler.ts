import type { ParameterizedContext } from 'koa'
import type { RequestState, Runtime } from '../runtime.ts'

export type Context = ParameterizedContext<RequestState>

/** Handles a request for a link. The context has the tenant of the code. */
export type LinkHandler = (runtime: Runtime, ctx: Context, code: string) => void | Promise<void>

import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { Json } from './json.ts'
import type { Problem } from './parse.ts'
import { suggestion } from './suggestion.ts'

/** Of so many problems none is ever told. */
const enough = 1000

/** What there is to see of a valibot schema. */
interface Schema {
  readonly type: string
  readonly wrapped?: Schema
  readonly item?: Schema
  readonly value?: Schema
  readonly entries?: Readonly<Record<string, Schema>>
}

/**
 * What valibot takes and should not: unknown members of strict objects (when `closed`, of any), members that it drops
 * without a word, and arrays for objects.
 */
export function misfits(schema: Schema, input: unknown, closed: boolean): Problem[] {
  const problems: Problem[] = []
  const path: (string | number)[] = []

  const note = (message: string): void => {
    problems.push({ path: path.map((one) => excerpt(`${one}`)).join('.'), message })
  }
  const visit = (schema: Schema, value: unknown): void => {
    const { wrapped, item, value: each, entries } = schema
    if (wrapped !== undefined) visit(wrapped, value)
    else if (!isObject(value) || (item ?? each ?? entries) === undefined) return
    else if (!Array.isArray(value)) visitMembers(schema, value)
    else if (item !== undefined) visitItems(item, value)
    else note('must be an object, not an array')
  }
  const visitItems = (item: Schema, values: readonly unknown[]): void => {
    for (let index = 0; index < values.length && problems.length < enough; index += 1) {
      path.push(index)
      visit(item, values[index])
      path.pop()
    }
  }
  const visitMembers = (schema: Schema, value: Readonly<Record<string, unknown>>): void => {
    const { type, entries = {}, value: each, item } = schema
    if (item !== undefined) return
    const strict = type === 'strict_object' || (closed && type === 'object')
    for (const name in value) {
      const member = value[name]
      const own = Object.hasOwn(entries, name) ? entries[name] : undefined
      // Most of all members are texts that have a place.
      if (own !== undefined && typeof member === 'string') continue
      if (problems.length >= enough) return
      path.push(name)
      if (own !== undefined) visit(own, member)
      else if (strict) note(unknown(name, entries))
      else if (isDropped(name)) note('is a name that cannot be used here')
      else if (each !== undefined) visit(each, member)
      else visitAny(member)
      path.pop()
    }
  }
  // What nobody asked for is ignored, as long as it is JSON.
  const visitAny = (value: unknown): void => {
    const [issue] = v.safeParse(Json, value).issues ?? []
    if (issue !== undefined) note(issue.message)
  }
  visit(schema, input)
  return problems
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function unknown(name: string, entries: object): string {
  const meant = suggestion(name, Object.keys(entries))
  return meant === undefined ? 'is not known here' : `is not known here; did you mean ${meant}?`
}

// valibot takes these for an attack and leaves them out.
function isDropped(name: string): boolean {
  return name === '__proto__' || name === 'constructor' || name === 'prototype'
}

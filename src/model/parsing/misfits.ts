import * as v from 'valibot'
import { Json } from '../values/json.ts'
import type { Problem } from './parse.ts'
import { hint, listOf } from './suggestion.ts'

/** The maximum number of problems that are collected: more than anybody mends at once. A message shows far fewer. */
const enough = 100_000

/** The part of a valibot schema that is used here. */
interface Schema {
  readonly type: string
  readonly wrapped?: Schema
  readonly item?: Schema
  readonly value?: Schema
  readonly entries?: Readonly<Record<string, Schema>>
}

/**
 * Problems that valibot does not report: unknown members of strict objects (when `closed`, of all objects; valibot
 * reports only the first), members that it drops silently, and arrays in place of objects.
 */
export function misfits(schema: Schema, input: unknown, closed: boolean): Problem[] {
  const problems: Problem[] = []
  const path: (string | number)[] = []

  const note = (message: string): void => {
    problems.push({ path: [...path], message })
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
    let list: string | undefined
    for (const name in value) {
      const member = value[name]
      const own = Object.hasOwn(entries, name) ? entries[name] : undefined
      // A shortcut: most members are known and strings.
      if (own !== undefined && typeof member === 'string') continue
      if (problems.length >= enough) return
      path.push(name)
      if (own !== undefined) visit(own, member)
      else if (strict) {
        const known = Object.keys(entries)
        const end = hint(name, known, member)
        // Once is enough for all members of an object.
        note(`is not known here${end === list ? '' : end}`)
        list ??= end === listOf(known) ? end : undefined
      } else if (isDropped(name)) note('is a name that cannot be used')
      else if (each !== undefined) visit(each, member)
      else visitAny(member)
      path.pop()
    }
  }
  // Unknown members are ignored, but they must be JSON.
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

// valibot silently drops these, to prevent prototype pollution.
function isDropped(name: string): boolean {
  return name === '__proto__' || name === 'constructor' || name === 'prototype'
}

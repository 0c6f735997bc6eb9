import type * as v from 'valibot'
import { describe, expect } from 'vitest'
import demoJson from '../fixtures/demo.json' with { type: 'json' }
import failuresJson from '../fixtures/failures.json' with { type: 'json' }
import type { Answer } from '../src/control/operation.ts'
import { ApplicationInfoSchema } from '../src/control/tenant-info.ts'
import { NewToken as NewTokenSchema, Token as TokenSchema } from '../src/control/tokens.ts'
import { Urls } from '../src/control/urls.ts'
import type * as api from '../src/index.ts'
import { ClockChangeSchema, ClockReadingSchema } from '../src/model/clock.ts'
import { DocumentSchema } from '../src/model/document.ts'
import { FaultInfoSchema, FaultSchema } from '../src/model/fault.ts'
import type { Immutable } from '../src/model/immutable.ts'
import { JournalEntrySchema } from '../src/model/journal.ts'
import { KeyInfoSchema } from '../src/model/signing-key.ts'
import { demo, it } from './support/emulator.ts'

/** What a schema accepts. */
type Accepted<Schema extends v.GenericSchema> = Immutable<v.InferInput<Schema>>

type Assignable<From, To> = [From] extends [To] ? true : false

/** The paths of all members, at most six deep, because JSON has no end. `*` stands for any name. */
type Paths<T, Depth extends readonly unknown[] = []> = Depth['length'] extends 6
  ? never
  : T extends readonly (infer Item)[]
    ? Paths<Item, [...Depth, 0]>
    : T extends object
      ? {
          [Name in keyof T & string]-?:
            | Step<Name>
            | `${Step<Name>}.${Paths<T[Name], [...Depth, 0]>}`
        }[keyof T & string]
      : never

type Step<Name extends string> = string extends Name ? '*' : Name

/** Compiles when both are assignable to each other. */
const same = <_There extends true, _Back extends true>() => {}

/** Compiles for a public type and the schema that stands behind it. */
const held = <Public, Schema extends v.GenericSchema>(
  _schema: Schema,
  _there: Assignable<Public, Accepted<Schema>>,
  _back: Assignable<Accepted<Schema>, Public>,
) => {}

describe('the public types', () => {
  it('are what the schemas accept and return', () => {
    held<api.Fixture, typeof DocumentSchema>(DocumentSchema, true, true)
    held<api.NewFault, typeof FaultSchema>(FaultSchema, true, true)
    held<api.Fault, typeof FaultInfoSchema>(FaultInfoSchema, true, true)
    held<api.JournalEntry, typeof JournalEntrySchema>(JournalEntrySchema, true, true)
    held<api.ClockChange, typeof ClockChangeSchema>(ClockChangeSchema, true, true)
    held<api.ClockReading, typeof ClockReadingSchema>(ClockReadingSchema, true, true)
    held<api.Key, typeof KeyInfoSchema>(KeyInfoSchema, true, true)
    held<api.Application, typeof ApplicationInfoSchema>(ApplicationInfoSchema, true, true)
    held<api.NewToken, typeof NewTokenSchema>(NewTokenSchema, true, true)
    held<api.Token, typeof TokenSchema>(TokenSchema, true, true)
    held<api.UrlSettings, typeof Urls>(Urls, true, true)
    same<Assignable<Answer<typeof Urls>, api.UrlSettings>, true>()
  })

  it('have all the members of the schemas, also those that may be left out', () => {
    same<
      Assignable<Paths<api.Fixture>, Paths<Accepted<typeof DocumentSchema>>>,
      Assignable<Paths<Accepted<typeof DocumentSchema>>, Paths<api.Fixture>>
    >()
  })

  it('accept a fixture as const, one from a .json file, and refuse a wrong one', async ({
    start,
  }) => {
    const fixture = {
      version: 1,
      tenants: { [demo.tenantId]: { applications: [{ name: 'x', type: 'singlepageapp' }] } },
    } as const
    const wrong = { version: 1, tenants: { x: { applications: [{ type: 'mobileapp' }] } } } as const
    // @ts-expect-error: there is no such type of application
    const refused: api.Fixture = wrong
    expect(refused).toBe(wrong)
    const started = await Promise.all([
      start({ seed: fixture }),
      start({ seed: demoJson }),
      start({ seed: [demoJson, failuresJson] }),
    ])
    expect(started.map(({ tenants }) => tenants.length)).toEqual([1, 2, 9])
  })
})

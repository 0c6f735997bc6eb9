import type * as v from 'valibot'
import { describe, expect } from 'vitest'
import demoJson from '../fixtures/demo.json' with { type: 'json' }
import failuresJson from '../fixtures/failures.json' with { type: 'json' }
import type { Answer } from '../src/control/operation.ts'
import { SignIn as SignInSchema, UserTokens as UserTokensSchema } from '../src/control/sign-in.ts'
import { ApplicationInfoSchema } from '../src/control/tenant-info.ts'
import { NewToken as NewTokenSchema, Token as TokenSchema } from '../src/control/tokens.ts'
import { Urls } from '../src/control/urls.ts'
import { UserInfoSchema } from '../src/control/user-info.ts'
import type * as api from '../src/index.ts'
import { ClockChangeSchema, ClockReadingSchema } from '../src/model/clock.ts'
import { DocumentSchema } from '../src/model/document.ts'
import { FaultInfoSchema, FaultSchema } from '../src/model/fault.ts'
import type { Immutable } from '../src/model/immutable.ts'
import { JournalEntrySchema } from '../src/model/journal.ts'
import { MailFilterSchema, MailSchema } from '../src/model/mail.ts'
import { KeyInfoSchema } from '../src/model/signing-key.ts'
import { UserSchema } from '../src/model/users/user.ts'
import { demo, it } from './support/emulator.ts'

/** The values that a schema accepts. */
type Accepted<Schema extends v.GenericSchema> = Immutable<v.InferInput<Schema>>

type Assignable<From, To> = [From] extends [To] ? true : false

/** The paths of all members, down to six levels, because JSON can be nested without end. `*` stands for any name. */
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

/** Compiles only if both type arguments are true. */
const bothTrue = <_There extends true, _Back extends true>() => {}

/** Compiles only if a public type and its schema are assignable to each other. */
const equivalent = <Public, Schema extends v.GenericSchema>(
  _schema: Schema,
  _there: Assignable<Public, Accepted<Schema>>,
  _back: Assignable<Accepted<Schema>, Public>,
) => {}

describe('the public types', () => {
  it('match what the schemas accept and return', () => {
    equivalent<api.Fixture, typeof DocumentSchema>(DocumentSchema, true, true)
    equivalent<api.NewFault, typeof FaultSchema>(FaultSchema, true, true)
    equivalent<api.Fault, typeof FaultInfoSchema>(FaultInfoSchema, true, true)
    equivalent<api.JournalEntry, typeof JournalEntrySchema>(JournalEntrySchema, true, true)
    equivalent<api.Mail, typeof MailSchema>(MailSchema, true, true)
    equivalent<api.MailFilter, typeof MailFilterSchema>(MailFilterSchema, true, true)
    equivalent<api.ClockChange, typeof ClockChangeSchema>(ClockChangeSchema, true, true)
    equivalent<api.ClockReading, typeof ClockReadingSchema>(ClockReadingSchema, true, true)
    equivalent<api.Key, typeof KeyInfoSchema>(KeyInfoSchema, true, true)
    equivalent<api.Application, typeof ApplicationInfoSchema>(ApplicationInfoSchema, true, true)
    equivalent<api.NewToken, typeof NewTokenSchema>(NewTokenSchema, true, true)
    equivalent<api.Token, typeof TokenSchema>(TokenSchema, true, true)
    equivalent<api.UserFixture, typeof UserSchema>(UserSchema, true, true)
    equivalent<api.User, typeof UserInfoSchema>(UserInfoSchema, true, true)
    equivalent<api.SignIn, typeof SignInSchema>(SignInSchema, true, true)
    equivalent<api.UserTokens, typeof UserTokensSchema>(UserTokensSchema, true, true)
    equivalent<api.UrlSettings, typeof Urls>(Urls, true, true)
    bothTrue<Assignable<Answer<typeof Urls>, api.UrlSettings>, true>()
  })

  it('have all members of the schemas, even optional ones', () => {
    bothTrue<
      Assignable<Paths<api.Fixture>, Paths<Accepted<typeof DocumentSchema>>>,
      Assignable<Paths<Accepted<typeof DocumentSchema>>, Paths<api.Fixture>>
    >()
  })

  it('accept a fixture as const or from a .json file, and refuse an invalid one', async ({
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

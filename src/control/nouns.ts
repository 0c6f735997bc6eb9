import { ClockChangeSchema, ClockReadingSchema } from '../model/clock.ts'
import { DocumentSchema } from '../model/document.ts'
import { FaultInfoSchema, FaultSchema } from '../model/fault.ts'
import { JournalEntrySchema, JournalFilterSchema } from '../model/journal.ts'
import { MailFilterSchema, MailSchema } from '../model/mail.ts'
import { KeyInfoSchema } from '../model/signing-key.ts'
import { UserSchema } from '../model/users/user.ts'
import { SignIn, UserTokens } from './sign-in.ts'
import { ApplicationInfoSchema, TenantInfoSchema } from './tenant-info.ts'
import { NewToken, Token } from './tokens.ts'
import { Urls } from './urls.ts'
import { UserInfoSchema } from './user-info.ts'

/** The named schemas of the OpenAPI document. Each has the name of its type in the package. */
export const nouns = {
  Fixture: DocumentSchema,
  Application: ApplicationInfoSchema,
  Tenant: TenantInfoSchema,
  Key: KeyInfoSchema,
  ClockReading: ClockReadingSchema,
  ClockChange: ClockChangeSchema,
  NewFault: FaultSchema,
  Fault: FaultInfoSchema,
  JournalEntry: JournalEntrySchema,
  RequestFilter: JournalFilterSchema,
  UserFixture: UserSchema,
  User: UserInfoSchema,
  SignIn,
  UserTokens,
  Mail: MailSchema,
  MailFilter: MailFilterSchema,
  NewToken,
  Token,
  Urls,
} as const

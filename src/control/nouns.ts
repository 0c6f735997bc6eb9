import { IssuerSettingsSchema } from '../issuer.ts'
import { ClockChangeSchema, ClockReadingSchema } from '../model/clock.ts'
import { DocumentSchema } from '../model/document.ts'
import { FaultInfoSchema, FaultSchema } from '../model/fault.ts'
import {
  JournalEntrySchema,
  JournalFilterSchema,
  RequestRecordSchema,
  RequestsSchema,
} from '../model/journal.ts'
import { KeyInfoSchema } from '../model/signing-key.ts'
import { ApplicationInfoSchema, TenantInfoSchema } from '../tenant-info.ts'
import { MintedTokenSchema, NewTokenSchema } from './tokens.ts'

/** What has a name in the OpenAPI document, and the same one in the package's declarations. */
export const nouns = {
  Fixture: DocumentSchema,
  ApplicationInfo: ApplicationInfoSchema,
  TenantInfo: TenantInfoSchema,
  KeyInfo: KeyInfoSchema,
  ClockReading: ClockReadingSchema,
  ClockChange: ClockChangeSchema,
  NewFault: FaultSchema,
  FaultInfo: FaultInfoSchema,
  RequestRecord: RequestRecordSchema,
  JournalEntry: JournalEntrySchema,
  JournalFilter: JournalFilterSchema,
  Requests: RequestsSchema,
  NewToken: NewTokenSchema,
  MintedToken: MintedTokenSchema,
  IssuerSettings: IssuerSettingsSchema,
} as const

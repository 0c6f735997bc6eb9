import type { Tenant } from '../../src/index.ts'
import { manage } from './emulator.ts'

/** Configures the Cloud Directory. All mails are on unless `interactions` says otherwise. */
export const configureDirectory = (tenant: Tenant, accessMode: string, interactions: object = {}) =>
  manage(tenant, 'PUT', '/config/idps/cloud_directory', {
    isActive: true,
    config: {
      selfServiceEnabled: true,
      interactions: {
        identityConfirmation: { accessMode, methods: ['email'] },
        welcomeEnabled: true,
        resetPasswordEnabled: true,
        resetPasswordNotificationEnable: true,
        ...interactions,
      },
    },
  })

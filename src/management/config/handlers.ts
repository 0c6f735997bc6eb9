import type { Handler } from '../../http/routes.ts'
import type { DocumentName } from '../../model/config/config.ts'
import type { EmulatedManagementOperation } from '../../operations.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { read, write } from './documents.ts'
import { listActionUrls, readKeyed, removeKeyed, writeKeyed } from './keyed.ts'
import { upload } from './media.ts'
import { listChannels, readChannel, writeChannel } from './mfa.ts'
import { listProviders } from './providers.ts'
import { metadata, writeSaml } from './saml.ts'

/** The handlers of the operations below `/config`. */
export function configHandlers(runtime: Runtime) {
  const put = (name: DocumentName) => write(runtime, name)
  const templates = 'cloud_directory/templates'
  const actionUrl = 'cloud_directory/action_url'
  const extensions = 'cloud_directory/mfa/extensions'
  return {
    'mgmt.getTokensConfig': read('tokens'),
    'mgmt.putTokensConfig': put('tokens'),
    'mgmt.getRedirectUris': read('redirect_uris'),
    'mgmt.updateRedirectUris': put('redirect_uris'),
    'mgmt.getUserProfilesConfig': read('users_profile'),
    'mgmt.updateUserProfilesConfig': put('users_profile'),
    'mgmt.getAuditStatus': read('capture_runtime_activity'),
    'mgmt.setAuditStatus': put('capture_runtime_activity'),
    'mgmt.listIDPs': listProviders(),
    'mgmt.getFacebookIDP': read('idps/facebook'),
    'mgmt.setFacebookIDP': put('idps/facebook'),
    'mgmt.getGoogleIDP': read('idps/google'),
    'mgmt.setGoogleIDP': put('idps/google'),
    'mgmt.getCustomIDP': read('idps/custom'),
    'mgmt.set_custom_idp': put('idps/custom'),
    'mgmt.getCloudDirectoryIDP': read('idps/cloud_directory'),
    'mgmt.setCloudDirectoryIDP': put('idps/cloud_directory'),
    'mgmt.get_saml_idp': read('idps/saml'),
    'mgmt.set_saml_idp': writeSaml(runtime),
    'mgmt.getSAMLMetadata': metadata(),
    'mgmt.getThemeText': read('ui/theme_text'),
    'mgmt.postThemeText': put('ui/theme_text'),
    'mgmt.getThemeColor': read('ui/theme_color'),
    'mgmt.postThemeColor': put('ui/theme_color'),
    'mgmt.getMedia': read('ui/media'),
    'mgmt.postMedia': upload(runtime),
    'mgmt.getLocalization': read('ui/languages'),
    'mgmt.updateLocalization': put('ui/languages'),
    'mgmt.getTemplate': readKeyed(templates),
    'mgmt.updateTemplate': writeKeyed(runtime, templates),
    'mgmt.deleteTemplate': removeKeyed(runtime, templates),
    'mgmt.getActionURLs': listActionUrls(),
    'mgmt.getCloudDirectoryActionURL': readKeyed(actionUrl),
    'mgmt.setCloudDirectoryAction': writeKeyed(runtime, actionUrl),
    'mgmt.deleteActionURL': removeKeyed(runtime, actionUrl),
    'mgmt.getCloudDirectorySenderDetails': read('cloud_directory/sender_details'),
    'mgmt.setCloudDirectorySenderDetails': put('cloud_directory/sender_details'),
    'mgmt.getCloudDirectoryEmailDispatcher': read('cloud_directory/email_dispatcher'),
    'mgmt.set_cloud_directory_email_dispatcher': put('cloud_directory/email_dispatcher'),
    'mgmt.getCloudDirectoryPasswordRegex': read('cloud_directory/password_regex'),
    'mgmt.set_cloud_directory_password_regex': put('cloud_directory/password_regex'),
    'mgmt.get_cloud_directory_advanced_password_management': read(
      'cloud_directory/advanced_password_management',
    ),
    'mgmt.set_cloud_directory_advanced_password_management': put(
      'cloud_directory/advanced_password_management',
    ),
    'mgmt.getMFAConfig': read('cloud_directory/mfa'),
    'mgmt.updateMFAConfig': put('cloud_directory/mfa'),
    'mgmt.listChannels': listChannels(),
    'mgmt.getChannel': readChannel(),
    'mgmt.updateChannel': writeChannel(runtime),
    'mgmt.getExtensionConfig': readKeyed(extensions),
    'mgmt.updateExtensionConfig': writeKeyed(runtime, extensions),
    'mgmt.updateExtensionActive': writeKeyed(runtime, extensions),
    'mgmt.getSSOConfig': read('cloud_directory/sso'),
    'mgmt.updateSSOConfig': put('cloud_directory/sso'),
    'mgmt.getRateLimitConfig': read('cloud_directory/rate_limit'),
    'mgmt.updateRateLimitConfig': put('cloud_directory/rate_limit'),
  } as const satisfies Partial<Record<EmulatedManagementOperation, Handler<RequestState>>>
}

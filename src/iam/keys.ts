import { withIamKeys } from '../model/document.ts'
import type { SigningKey } from '../model/signing-key.ts'
import type { Runtime } from '../runtime.ts'
import { generateSigningKey, iamKid } from '../tokens/keys.ts'

/** The keys that sign IAM tokens. The first is made at first need, and stored before this resolves. */
export async function iamSigningKeys({ store, clock }: Runtime): Promise<readonly SigningKey[]> {
  const known = store.state.iam?.signingKeys ?? []
  if (known.length > 0) return known
  const key = await generateSigningKey(iamKid(clock.ms()))
  const { iam } = await store.complete((state) => withIamKeys(state, [key]))
  return iam?.signingKeys ?? []
}

import type { Settings, Word } from './options.ts'

/** Returns the warning for an emulator that other machines can reach. */
export function exposure({ host, control }: Settings, word: Word): string {
  const secrets = control ? 'the private keys of its tenants' : 'the secrets of its applications'
  return (
    `listening on ${host}, so anyone who can reach this machine over the network can use the emulator and read ${secrets}. ` +
    `To allow only this machine, remove ${word('host')}`
  )
}

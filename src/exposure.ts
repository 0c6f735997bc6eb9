import type { Settings, Word } from './options.ts'

/** What whoever lets other machines reach the emulator should know. */
export function exposure({ host, control }: Settings, word: Word): string {
  const secrets = control ? 'the private keys of its tenants' : 'the secrets of its applications'
  return (
    `listening on ${host}: whoever can reach this machine over the network can use the emulator and read ${secrets}. ` +
    `Without ${word('host')} only this machine can`
  )
}

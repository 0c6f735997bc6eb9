import { createEmulator } from 'appid-emulator'
import type { TestProject } from 'vitest/node'

export default async function ({ provide }: TestProject) {
  const { url, close } = await createEmulator()
  provide('appIdUrl', url)
  return close
}

declare module 'vitest' {
  interface ProvidedContext {
    appIdUrl: string
  }
}

import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['**/*.test.ts'],
    setupFiles: ['support/frozen-state.ts'],
    // Generous: a busy CI machine makes RSA keys and starts processes slowly, and nothing here is timed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['**/*.test.ts'],
    setupFiles: ['support/frozen-state.ts'],
    // Much of a test is waiting for processes: a worker less than cores, the default, wastes a core.
    maxWorkers: '100%',
    // Generous: a busy CI machine makes RSA keys and starts processes slowly, and nothing here is timed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

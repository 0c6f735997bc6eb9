import { configDefaults, defineConfig } from 'vitest/config'
// @ts-expect-error: it has no types
import { forBrowsers } from '../.bundled.mjs'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [forBrowsers.vite],
  test: {
    include: ['**/*.test.ts'],
    // The samples of the recipes are run by their own tools.
    exclude: [...configDefaults.exclude, 'recipes/*/**'],
    setupFiles: ['support/frozen-state.ts'],
    // One worker per core: the default is one fewer, but tests mostly wait for processes.
    maxWorkers: '100%',
    // Generous, because a busy CI machine is slow to make RSA keys and to start processes.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

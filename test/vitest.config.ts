import { availableParallelism } from 'node:os'
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
    // More workers than cores: tests mostly wait for processes and browsers.
    maxWorkers: availableParallelism() + 1,
    // The files of a worker share its modules, which have no state: most tests take less time than loading them again.
    isolate: false,
    // Generous, because a busy CI machine is slow to make RSA keys and to start processes.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // As patient as Playwright: by default, a poll gives up after a second.
    expect: { poll: { timeout: 30_000 } },
  },
})

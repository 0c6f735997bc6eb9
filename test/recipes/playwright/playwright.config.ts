import { defineConfig } from '@playwright/test'

export default defineConfig({
  webServer: {
    command: 'npx appid-emulator exec --port 6002 -- node app.mjs',
    url: 'http://localhost:3000',
  },
  use: { baseURL: 'http://localhost:3000' },
})

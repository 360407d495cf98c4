import { preact } from '@preact/preset-vite'
import { defineConfig } from 'vite'

/** `npm run build:console` writes `console/dist`, which the sandbox serves at `/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [preact({ devToolsEnabled: false })],
  build: { emptyOutDir: true, modulePreload: false },
  // With `vite` beside a running sandbox, the page comes from Vite and the data from the sandbox.
  server: { proxy: { '/_sandbox': process.env['WECHATPAY_BASE_URL'] ?? 'http://127.0.0.1:8420' } },
})

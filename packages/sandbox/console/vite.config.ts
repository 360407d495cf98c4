import { preact } from '@preact/preset-vite'
import { defineConfig } from 'vite'

/** `npm run build:console` writes `console/dist`, which the sandbox serves at `/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [preact({ devToolsEnabled: false })],
  build: { emptyOutDir: true, modulePreload: false },
  // `vite` next to a running sandbox: the page from here, the data from there.
  server: { proxy: { '/_sandbox': process.env['WECHATPAY_BASE_URL'] ?? 'http://127.0.0.1:8420' } },
})

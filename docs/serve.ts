import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { explainFailures, misuse, readFlags } from '../scripts/command-line.ts'

const usage = `npm run docs [-- <flags>]

  --port <n>        default: the first free one from 5173
  --host <address>  default: this machine alone
  --help`

const { port, host } = readFlags({ port: { type: 'string' }, host: { type: 'string' } }, usage)
if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
  misuse(`--port: expected a whole number from 0 to 65535, received "${port}"`, usage)
}
explainFailures()
await import('./generator/main.ts')
const flags = Object.entries({ port, host }).flatMap(([name, value]) =>
  value === undefined ? [] : [`--${name}`, value],
)
const vitepress = spawn('vitepress', ['dev', ...flags], {
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => vitepress.kill(signal))
vitepress.on('exit', (code) => (process.exitCode = code ?? 1))

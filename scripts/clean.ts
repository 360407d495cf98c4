import { rm } from 'node:fs/promises'

/** `rm -rf` for npm scripts, on every system. */
for (const path of process.argv.slice(2)) await rm(path, { recursive: true, force: true })

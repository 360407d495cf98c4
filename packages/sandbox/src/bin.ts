#!/usr/bin/env node
import module from 'node:module'

// Enabled before any import, because compiling is half the time of loading the modules. Node 22.0 lacks this cache.
module.enableCompileCache?.()

// Said here, because an older Node fails at the first module that it cannot read, and names neither cause nor cure.
if (Number.parseInt(process.versions.node, 10) < 22) {
  console.error(
    `沙箱需要 Node 22 以上，这里是 ${process.version} · the sandbox needs Node 22 or newer, this is ${process.version}`,
  )
  process.exit(1)
}

await import('./main.ts')

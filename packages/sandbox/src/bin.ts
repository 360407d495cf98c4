#!/usr/bin/env node
import module from 'node:module'

// Enabled before any import, because compiling is half the time of loading the modules. Node 22.0 lacks this cache.
module.enableCompileCache?.()

await import('./main.ts')

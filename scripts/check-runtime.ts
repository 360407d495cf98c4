import assert from 'node:assert/strict'

// Where the registry has no binary of the pinned version (macOS), the machine's own Node has to be new enough.
const pinned = ['linux-x64', 'linux-arm64', 'win32-x64'].includes(`${process.platform}-${process.arch}`)
const major = Number(process.versions.node.split('.')[0])
const hint = 'Run it through npm ("npm test", "npm start"), after "npm ci" without --omit=optional.'

if (pinned)
  assert.equal(process.version, 'v24.21.0', `Node ${process.version} runs instead of the pinned v24.21.0. ${hint}`)
else assert.ok(major >= 24, `Node 24 or newer is needed here, this is ${process.version}.`)
console.log(process.version)

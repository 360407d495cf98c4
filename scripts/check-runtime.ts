// The registry has no binary of the pinned version for macOS, so there the machine's own Node must be new enough.
const pinned = ['linux-x64', 'linux-arm64', 'win32-x64'].includes(`${process.platform}-${process.arch}`)
const major = Number(process.versions.node.split('.')[0])
const hint = 'Run it through npm ("npm test", "npm start"), after "npm ci" without --omit=optional.'

const isRight = pinned ? process.version === 'v24.21.0' : major >= 24
if (isRight) console.log(process.version)
else {
  const wanted = pinned ? 'the pinned v24.21.0' : 'Node 24 or newer'
  console.error(`Node ${process.version} runs instead of ${wanted}. ${hint}`)
  process.exitCode = 1
}

// Says what is wrong where Node cannot run the TypeScript of this repository; its own error names a file extension.
// CommonJS, so that every version reads it.
const NEEDED = 24
if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(`需要 Node ${NEEDED} 或更新，现在是 ${process.version}。Linux（x64、arm64）与 Windows（x64）上 npm ci 会带来一份；
macOS 等没有，请自行安装：https://nodejs.org/zh-cn/download
Node ${NEEDED} or later is needed, this is ${process.version}. On Linux (x64, arm64) and Windows (x64) it comes with npm ci;
npm has none for macOS and others, so install your own: https://nodejs.org/en/download`)
  process.exit(1)
}

import { loadSpec } from '../../packages/codegen/src/index.ts'
import { pages } from './pages.ts'
import { isSample } from './sample.ts'
import { writeSite } from './write-site.ts'

const spec = loadSpec()
await writeSite(spec, pages(spec), isSample ? 'sample' : 'all')

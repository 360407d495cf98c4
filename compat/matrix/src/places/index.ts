import type { Place } from '../place.ts'
import { bundlerPlaces } from './bundlers.ts'
import { compilerPlaces } from './compilers.ts'
import { nestPlace } from './nest.ts'
import { nodePlaces } from './node.ts'
import { workerPlace } from './runtimes.ts'
import { testRunnerPlaces } from './test-runners.ts'

/** All places in which the package is tried. */
export const places: readonly Place[] = [
  ...nodePlaces,
  ...testRunnerPlaces,
  ...bundlerPlaces,
  nestPlace,
  workerPlace,
  ...compilerPlaces,
]

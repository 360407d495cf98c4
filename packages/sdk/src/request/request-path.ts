/**
 * What a call takes, in one piece. The client loads it with its first call, so that importing and making a client stay
 * cheap: many processes make one and never call.
 */
export { doubtBefore } from './doubt.ts'
export { findEndpoint } from './endpoint.ts'
export { execute, prepare } from './execute.ts'
export { readOptions } from './read-options.ts'
export { fillFields } from '../views/fill-fields.ts'

/**
 * Bundles the code that makes calls. The client loads it with its first call, so that importing the package and
 * creating a client stay cheap: many processes create a client and never call.
 */
export { findEndpoint } from './endpoint.ts'
export { doubtOfCall, perform, prepareCall } from './perform.ts'

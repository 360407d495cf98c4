/**
 * What a call takes, in one piece. The client loads it with its first call, so that importing and making a client stay
 * cheap: many processes make one and never call.
 */
export { findEndpoint } from './endpoint.ts'
export { doubtOfCall, perform, prepareCall } from './perform.ts'

/**
 * Takes the place of every module below `#node/` in runtimes without Node's modules, so that no bundle for them names
 * one. Nothing uses it: code that imports such a module asks for the runtime first, or finds the export missing.
 */
export type NoNode = never

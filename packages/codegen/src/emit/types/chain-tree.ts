import { pascalCase, propertySegment, segmentProperty } from '../../names.ts'
import type { Operation } from '../../spec/model.ts'

/** One place on the chain: the operations of an address, and the places below it. */
export interface ChainNode {
  /** Segments from the root: `['v3', 'payscore', 'payafter-orders']`. */
  readonly segments: readonly string[]
  readonly operations: Operation[]
  /** Places below this one, by property of the chain. */
  readonly children: Map<string, ChainNode>
}

/** Arranges operations by address. */
export function chainTree(operations: readonly Operation[]): ChainNode {
  const root: ChainNode = { segments: [], operations: [], children: new Map() }
  for (const operation of operations) {
    let node = root
    for (const { property, segments } of steps(operation.address.split('/'))) {
      const child = node.children.get(property) ?? {
        segments: [...node.segments, ...segments],
        operations: [],
        children: new Map<string, ChainNode>(),
      }
      node.children.set(property, child)
      node = child
    }
    node.operations.push(operation)
  }
  return root
}

/**
 * The properties that lead to an address. A segment that the chain would spell differently, such as one with a capital
 * letter, joins the one before it: the chain uses a property with a `/` unchanged.
 */
function steps(segments: readonly string[]): { property: string; segments: string[] }[] {
  const taken: { property: string; segments: string[] }[] = []
  for (const segment of segments) {
    const property = segmentProperty(segment)
    const before = taken.at(-1)
    if (before && (segment === '' || propertySegment(property) !== segment)) {
      before.segments.push(segment)
      before.property = before.segments.join('/')
    } else {
      taken.push({ property, segments: [segment] })
    }
  }
  return taken
}

/** Names the interface of a place: `V3_Payscore_PayafterOrders__out_order_no__Complete`. */
export function nodeName(node: Pick<ChainNode, 'segments'>): string {
  return node.segments.map(namePart).join('_')
}

/** Respells only words joined by hyphens, since `policy-periods` and `policy_periods` are two places. */
function namePart(segment: string): string {
  if (segment.startsWith('{')) return segmentProperty(segment)
  return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(segment) ? pascalCase(segment) : segment.replaceAll(/\W/g, '_')
}

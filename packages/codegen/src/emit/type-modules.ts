import type { Spec } from '../spec/model.ts'
import { placesName } from './shared-shapes.ts'
import { TypeModule } from './type-module.ts'

/** All generated files that declare types; a shared schema is declared once, in the file of its product. */
export class TypeModules {
  readonly #modules = new Map<string, TypeModule>()
  readonly nameOf: Spec['nameOf']

  constructor(spec: Pick<Spec, 'nameOf'>) {
    this.nameOf = spec.nameOf
  }

  /** The file of a product's addresses: `v3/pay`, `hk/v3/certificates`. */
  ofProduct(product: string): TypeModule {
    return this.of(`products/${product.replaceAll('/', '-')}`)
  }

  /** A file by its place below the generated folder, without extension; made at first use. */
  of(file: string): TypeModule {
    const module = this.#modules.get(file) ?? new TypeModule(file, this)
    this.#modules.set(file, module)
    return module
  }

  get all(): readonly TypeModule[] {
    return [...this.#modules.values()]
  }

  /** Gives the shapes that stand in several places a name that fits all of them; to be called when all are declared. */
  nameShared(): void {
    const taken = new Set(this.all.flatMap((module) => module.names))
    for (const module of this.all) {
      const renamed = new Map<string, string>()
      for (const names of module.sharedShapes) {
        const name = placesName(names)
        // Another shape may have been called so; the name of the first place is right if not beautiful.
        if (!taken.has(name)) renamed.set(names[0], name)
        taken.add(name)
      }
      if (renamed.size > 0) module.rename(renamed)
    }
  }
}

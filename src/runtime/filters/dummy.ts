/** dummy(): swallows everything. Follows Pipy's src/filters/dummy.cpp. */
import type { FilterKind } from '../core/layout.ts'
import { Stage } from '../core/stage.ts'

class DummyStage extends Stage {
  write(): void {}
}

export const dummy: FilterKind = { define: () => pipeline => new DummyStage(pipeline) }

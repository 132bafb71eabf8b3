import { afterAll, beforeAll, describe } from 'vitest'
import { controlEngines } from '../../platform/control/testing/index.ts'
import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import { openTemporaryTelemetry } from '../../traces/testing/temporary-telemetry.ts'
import { DatasetsUnderTest } from './datasets-under-test.ts'

/** Tests that hold on every engine of the control store. `use` is given the stage before the first of them runs. */
export function onEachEngine(use: (stage: DatasetsUnderTest) => void, promises: () => void): void {
  let telemetry: TelemetryStore & AsyncDisposable
  beforeAll(async () => {
    telemetry = await openTemporaryTelemetry()
  })
  afterAll(() => telemetry[Symbol.asyncDispose]())
  for (const engine of controlEngines) {
    describe.skipIf(engine.skipped !== null)(`on ${engine.name}`, () => {
      let stage: DatasetsUnderTest
      beforeAll(async () => {
        await engine.start()
        stage = await DatasetsUnderTest.open(await engine.newPlace(), telemetry)
        use(stage)
      })
      afterAll(async () => {
        await stage[Symbol.asyncDispose]()
        await engine.stop()
      })
      promises()
    })
  }
}

export { type ControlEngineUnderTest, type ControlPlace, controlEngines, quietLog } from './control-places.ts'

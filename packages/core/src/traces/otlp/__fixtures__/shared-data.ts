export { hasSharedData, listShared, readShared } from '../../../testing/shared-data.ts'

export { judgeSubject } from './judge-subject.ts'
export type { JudgeContext, Judging, JudgingMeans } from './judging-means.ts'

export { judgeSubject } from './judge-subject.ts'
export type { JudgeContext, Judgement, JudgingMeans } from './judging-means.ts'

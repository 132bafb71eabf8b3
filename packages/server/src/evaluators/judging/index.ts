export { judgeSubject } from './judge-subject.ts'
export type { JudgeContext, Judgement, Judging, JudgingMeans } from './judging-means.ts'

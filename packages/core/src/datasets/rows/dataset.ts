import { z } from 'zod'

export const datasetPurposes = ['golden', 'regression', 'production_sample', 'adversarial', 'synthetic'] as const
export const datasetPurposeSchema = z.enum(datasetPurposes)
export type DatasetPurpose = z.infer<typeof datasetPurposeSchema>

/** A name is typed in commands and stands in addresses, so it has no blanks. */
export const datasetNameSchema = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,99}$/u,
    'a dataset name has 1 to 100 letters, digits, ".", "_" and "-", and starts with a letter or digit',
  )

const editable = {
  name: datasetNameSchema,
  purpose: datasetPurposeSchema,
  /** What stays right as long as its rows pass; one or two sentences. */
  protects: z.string().trim().max(2000),
  description: z.string().max(20_000),
}

export const newDatasetSchema = z.strictObject({
  ...editable,
  protects: editable.protects.default(''),
  description: editable.description.default(''),
})
export type NewDataset = z.input<typeof newDatasetSchema>

/** Fields that are left out stay as they are. */
export const datasetEditSchema = z.strictObject(editable).partial()
export type DatasetEdit = z.infer<typeof datasetEditSchema>

export const datasetSchema = z.object({
  ...editable,
  id: z.string(),
  /** Counts every change of the dataset and its rows; any earlier state can be looked at and run. */
  revision: z.number().int().nonnegative(),
  rowCounts: z.object({ draft: z.number(), active: z.number(), archived: z.number() }),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  updatedAt: z.iso.datetime(),
})
export type Dataset = z.infer<typeof datasetSchema>

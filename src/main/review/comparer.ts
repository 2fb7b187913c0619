import { type ChangeShape, changeShape } from '../../shared/change-shape.ts';
import type { JobId } from '../../shared/ids.ts';
import { groupShapes } from '../../shared/review-groups.ts';
import type { FromComparer, ToComparer } from './review-protocol.ts';

/** Groups lists of changes; shapes are kept, so that a job which grows costs only what is new. */
export function createComparer(): (request: ToComparer) => FromComparer {
  const shapesOfJob = new Map<JobId, Map<string, ChangeShape>>();
  return ({ jobId, candidates }) => {
    const known = shapesOfJob.get(jobId);
    const shapes = new Map<string, ChangeShape>();
    const grouped = candidates.flatMap(({ runId, key, patch, names, doubts }) => {
      const shape = known?.get(key) ?? (patch === null ? undefined : changeShape(patch, names));
      if (!shape) return [];
      shapes.set(key, shape);
      return [{ runId, shape, doubts }];
    });
    shapesOfJob.set(jobId, shapes);
    return groupShapes(grouped);
  };
}

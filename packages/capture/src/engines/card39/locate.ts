import type { Frame } from '../../decode/frame.ts';
import { acrossGlare } from './across-glare.ts';
import type { Strip } from './bins.ts';
import { distinct, regionsOf } from './regions.ts';
import { cellPx, createPlanes, halve, layFineTensor, layTensor, type Planes, smooth } from './tensor.ts';

/**
 * A cell is striped when this share of its gradients' energy lies in one direction more than across it. Regions are
 * grown for each: noise asks for little, print beside the bars for much.
 */
const coherences = [0.42, 0.78];
const fineCoherence = 0.55;
const maxStrips = 8;

/** Where codes of parallel bars may lie; grows to the largest frame seen and is then reused. */
export interface Locator {
  /** Strips that may hold a code, most likely first, at most eight. */
  locate(frame: Frame): readonly Strip[];
}

/**
 * Finds strips of parallel bars by the structure tensor of the halved picture (Bigün and Granlund 1987): cells of one
 * strong direction, grown into regions, are strips when they are longer along the gradient than across it.
 */
export function createLocator(): Locator {
  let planes: Planes | undefined;
  return {
    locate(frame) {
      const columns = Math.floor((frame.widthPx - 1) / cellPx);
      const rows = Math.floor((frame.heightPx - 1) / cellPx);
      if (columns < 3 || rows < 1 || frame.luma.length < frame.widthPx * frame.heightPx) return [];
      if (planes?.columns !== columns || planes.rows !== rows) planes = createPlanes(columns, rows);
      const own = planes;
      halve(frame, planes);
      layTensor(planes);
      smooth(planes, 1);
      const regions = coherences.flatMap((coherence) => regionsOf(own, coherence));
      layFineTensor(frame, planes);
      smooth(planes, 0);
      regions.push(...regionsOf(planes, fineCoherence));
      const kept = distinct(regions);
      return distinct([...kept, ...acrossGlare(frame, kept)]).slice(0, maxStrips);
    },
  };
}

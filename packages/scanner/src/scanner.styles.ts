import { colours } from './styles/colours.ts';
import { controls } from './styles/controls.ts';
import { device } from './styles/device.ts';
import { group } from './styles/group.ts';
import { layout } from './styles/layout.ts';
import { training } from './styles/training.ts';
import { verdicts } from './styles/verdicts.ts';
import { ways } from './styles/ways.ts';
import { words } from './styles/words.ts';

/** The looks of the screen. Colours and sizes a page may change are the `--kaiku-…` properties. */
export const styles = [colours, layout, words, controls, group, ways, verdicts, device, training];

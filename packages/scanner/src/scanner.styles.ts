import { colours } from './styles/colours.ts';
import { controls } from './styles/controls.ts';
import { device } from './styles/device.ts';
import { drawer } from './styles/drawer.ts';
import { group } from './styles/group.ts';
import { layout } from './styles/layout.ts';
import { tiles } from './styles/tiles.ts';
import { training } from './styles/training.ts';
import { verdicts } from './styles/verdicts.ts';
import { ways } from './styles/ways.ts';
import { words } from './styles/words.ts';

/** The styles of the screen. A page changes colours and sizes with the `--kaiku-…` properties. */
export const styles = [...colours, layout, words, controls, tiles, group, ways, verdicts, device, drawer, training];

import { createTrainingDesk } from '../training/training-desk.ts';
import { drawerView } from './drawer-view.ts';
import type { Later } from './screen.ts';

/** What no card needs, as a module of its own. */
export const later: Later = { createTrainingDesk, drawerView };

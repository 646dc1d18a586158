// A thread that looks at scenes by their names.
import { parentPort } from 'node:worker_threads';
import { createSceneReader, type SceneName } from './see.ts';

const see = await createSceneReader();
parentPort?.on('message', async (name: SceneName) => parentPort?.postMessage(await see(name)));

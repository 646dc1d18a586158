export { type CardFramesOptions, cardFrames, emptyFrame, type HeldCard, type LumaFrame } from './card-frames.ts';
export { createFakeCamera, type FakeCamera, type FakeCameraOptions, installFakeCamera } from './fake-camera.ts';

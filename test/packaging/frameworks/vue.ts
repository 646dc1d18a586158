import '@kaiku/scanner/define';
import type {} from '@kaiku/scanner/vue';
import { createApp, type GlobalComponents, ref } from 'vue';
import type { Mount } from './mount.ts';

export const mount: Mount = (place, { registry, token, show: first, onVerdict }) => {
  const show = ref(first);
  const app = createApp({
    setup: () => ({ registry, show, token: () => token, onVerdict }),
    template: `<kaiku-scanner :registry="registry" :show="show" records-as="door" :lease-tickets="0" :token="token"
      @kaiku-verdict="({ detail }) => onVerdict(detail.outcome)" />`,
  });
  app.config.compilerOptions.isCustomElement = (tag: string) => tag === 'kaiku-scanner';
  app.mount(place);
  return {
    choose: (next) => {
      show.value = next;
    },
    unmount: () => app.unmount(),
  };
};

type Props = InstanceType<GlobalComponents['kaiku-scanner']>['$props'];
export const right: Props = { registry: '/', recordsAs: 'door', 'records-as': 'door', token: 'x' };
// @ts-expect-error: not a way to record
export const wrong: Props = { recordsAs: 'window' };

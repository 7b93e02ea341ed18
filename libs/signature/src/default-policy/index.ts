import { layerPolicies } from '../policy/layers.js';
import { sitePolicy, type Policy } from '../policy/schema.js';
import { ADMINISTRATORS } from './administrators.js';
import { BACKUP } from './backup.js';
import { CERTIFICATE_MANAGERS } from './certificate-managers.js';
import { CLOUDS } from './clouds.js';
import { CNI } from './cni.js';
import { COMPONENTS } from './components.js';
import { DISTRIBUTIONS } from './distributions.js';
import { KUBELET_RULES } from './kubelet.js';
import { MONITORING } from './monitoring.js';
import { OPENSHIFT } from './openshift.js';
import { PODS } from './pods.js';

/** The layer that is shipped: who legitimately reads what, on every distribution of the catalogue. */
export const DEFAULT_LAYER = {
  name: 'default',
  policy: sitePolicy.parse({
    rules: [
      ...COMPONENTS,
      ...KUBELET_RULES,
      ...DISTRIBUTIONS,
      ...OPENSHIFT,
      ...CLOUDS,
      ...CNI,
      ...CERTIFICATE_MANAGERS,
      ...BACKUP,
      ...MONITORING,
      ...PODS,
      ...ADMINISTRATORS,
    ],
  }),
};

/** The policy in force without a site's own. */
export const DEFAULT_POLICY: Policy = layerPolicies([DEFAULT_LAYER]);

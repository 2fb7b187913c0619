import { startModelServer } from '../../src/demo/model-server.ts';
import { planOf } from './plan.ts';

/** The scripted model in a process of its own: `node entry.ts <steps>`. Says its URL, and its journal when asked. */
const steps = Number(process.argv[2]);
const server = await startModelServer({ planner: planOf(steps) });
process.on('message', () => process.send?.({ journal: server.journal }));
process.on('disconnect', () => process.exit(0));
process.send?.({ url: server.url });

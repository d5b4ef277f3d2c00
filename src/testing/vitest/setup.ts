export { type ProvidingProject, templateForRun } from './template-for-run.ts';

import type { ComponentType } from 'react';
import type { IconName } from '../ui/icons';

/** A part of the application: what its folder's `route.ts` exports and `features.ts` lists. */
export type Feature = {
  /** Its name in the navigation and the command palette. */
  name: string;
  path: string;
  icon: IconName;
  /** What one finds there, in a few words. */
  description: string;
  /** Further words the command palette finds it by. */
  keywords?: string[];
  /** Where the navigation shows it; `foot` is for what one rarely needs. */
  place: 'main' | 'foot';
  /** Its page, loaded when first opened. */
  load: () => Promise<{ default: ComponentType }>;
  /** Pages below it, such as one trace; paths are relative. */
  pages?: { path: string; load: () => Promise<{ default: ComponentType }> }[];
};

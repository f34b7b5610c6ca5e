import { createBrowserRouter } from 'react-router';
import type { RouteObject } from 'react-router';
import { features } from './features';
import { NotFoundPage } from './NotFoundPage';
import { Broken } from './Broken';
import { Shell } from './Shell';
import type { Feature } from './Feature';
import { Loading } from '../ui/Loading';

const lazy = (load: Feature['load']): RouteObject['lazy'] => async () => ({ Component: (await load()).default });

const routes = features.flatMap((feature): RouteObject[] => [
  { path: feature.path, lazy: lazy(feature.load), ErrorBoundary: Broken },
  ...(feature.pages ?? []).map((page) => ({ path: `${feature.path}/${page.path}`, lazy: lazy(page.load), ErrorBoundary: Broken })),
]);

export const router = createBrowserRouter([
  {
    Component: Shell,
    ErrorBoundary: Broken,
    HydrateFallback: Loading,
    children: [...routes, { path: '*', Component: NotFoundPage }],
  },
]);

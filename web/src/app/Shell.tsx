import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { Navigation } from './Navigation';
import { Outage } from './Outage';
import { Palette } from './Palette';
import { useTenant } from '../lib/tenant';
import { Icon, StarMark } from '../ui/icons';
import classes from './Shell.module.css';

/** The frame around every page: navigation at the left, or behind a button on narrow screens. */
export function Shell() {
  const [open, { open: show, close }] = useDisclosure();
  const { pathname } = useLocation();
  const [tenant] = useTenant();
  const busy = useNavigation().state === 'loading';
  useEffect(close, [pathname, close]);

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">Skip to content</a>
      <aside className={classes.side}><Navigation /></aside>
      <div className={classes.bar}>
        <ActionIcon onClick={show} aria-label="Open navigation" size="lg"><Icon name="menu" size={20} /></ActionIcon>
        <StarMark size={20} />
        <span className={classes.word}>Almagest</span>
      </div>
      <main id="content" className={classes.main} tabIndex={-1}>
        {busy && <div className={classes.progress} />}
        {/* Nothing of one tenant may stay on a page that shows another's. */}
        <Outlet key={tenant} />
      </main>
      <Drawer.Root opened={open} onClose={close} size={260} padding={0}>
        <Drawer.Overlay />
        <Drawer.Content aria-label="Navigation"><div className={classes.drawer}><Navigation /></div></Drawer.Content>
      </Drawer.Root>
      <Palette />
      <Outage />
      <ScrollRestoration />
    </div>
  );
}

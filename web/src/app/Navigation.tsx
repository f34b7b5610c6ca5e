import { Kbd, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { NavLink, useSearchParams } from 'react-router';
import { features } from './features';
import { Health } from './Health';
import { TenantSwitch } from './TenantSwitch';
import { ThemeSwitch } from './ThemeSwitch';
import type { Feature } from './Feature';
import { linkTo } from '../lib/urlState';
import { Icon, StarMark } from '../ui/icons';
import classes from './Navigation.module.css';

const commandKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

export function Navigation() {
  return (
    <nav className={classes.nav} aria-label="Main">
      <div className={classes.brand}>
        <StarMark size={22} />
        <span>Almagest</span>
      </div>
      <UnstyledButton className={classes.search} onClick={spotlight.open}>
        <Icon name="search" size={14} />
        <span>Go to…</span>
        <Kbd size="xs" className={classes.kbd}>{commandKey} K</Kbd>
      </UnstyledButton>
      <Links place="main" />
      <div className={classes.rest} />
      <Links place="foot" />
      <div className={classes.foot}>
        <Health />
        <TenantSwitch />
        <ThemeSwitch />
      </div>
    </nav>
  );
}

function Links({ place }: { place: Feature['place'] }) {
  const [search] = useSearchParams();
  return (
    <ul className={classes.links}>
      {features.filter((feature) => feature.place === place).map((feature) => (
        <li key={feature.path}>
          <NavLink to={linkTo(feature.path, search)} end={feature.path === '/'} className={classes.link}>
            <Icon name={feature.icon} size={17} />
            {feature.name}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}

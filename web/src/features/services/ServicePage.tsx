import { Button, Tabs } from '@mantine/core';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { DependenciesView } from './DependenciesView';
import { DeploymentsView } from './DeploymentsView';
import { ErrorGroups } from './ErrorGroups';
import { OperationsView } from './OperationsView';
import { ServiceSummary } from './ServiceSummary';
import { linkTo, useUrlText } from '../../lib/urlState';
import { serviceColor } from '../traces/serviceColor';
import { quoted } from '../traces/traceql/write';
import { Page } from '../../ui/Page';
import { TimeRangePicker } from '../../ui/TimeRangePicker';
import classes from './ServicesPage.module.css';

/** One service: how it does, its operations, whom it needs and who needs it, why it fails, what each version did. */
export default function ServicePage() {
  const { service = '' } = useParams();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [tab, setTab] = useUrlText('tab', 'operations');
  return (
    <Page fill title={service} subtitle={<i className={classes.dot} style={{ background: serviceColor(service) }} />} actions={
      <>
        <Button variant="subtle" onClick={() => void navigate(linkTo('/explore/services', search))}>All services</Button>
        <Button variant="default" component={Link} to={linkTo(`/explore/traces?q=${encodeURIComponent(`{ resource.service.name = ${quoted(service)} }`)}`, search)}>Traces</Button>
        <Button variant="default" component={Link} to={linkTo(`/explore/logs?language=search&q=${encodeURIComponent(`service:${quoted(service)}`)}`, search)}>Logs</Button>
        <Button variant="default" component={Link} to={linkTo(`/explore/map?selected=${encodeURIComponent(`service:${service}`)}`, search)}>Map</Button>
        <TimeRangePicker />
      </>
    }>
      <div className={classes.scroll}>
        <ServiceSummary service={service} />
        <Tabs value={tab} onChange={(value) => setTab(value ?? 'operations')} keepMounted={false} classNames={{ list: classes.tabs }}>
          <Tabs.List>
            <Tabs.Tab value="operations">Operations</Tabs.Tab>
            <Tabs.Tab value="dependencies">Dependencies</Tabs.Tab>
            <Tabs.Tab value="errors">Errors</Tabs.Tab>
            <Tabs.Tab value="deployments">Deployments</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="operations"><OperationsView service={service} /></Tabs.Panel>
          <Tabs.Panel value="dependencies"><DependenciesView service={service} /></Tabs.Panel>
          <Tabs.Panel value="errors"><ErrorGroups service={service} /></Tabs.Panel>
          <Tabs.Panel value="deployments"><DeploymentsView service={service} /></Tabs.Panel>
        </Tabs>
      </div>
    </Page>
  );
}

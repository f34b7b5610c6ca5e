import { Link, useSearchParams } from 'react-router';
import { apdexState, useDeployments } from './api';
import type { Deployment } from './api';
import { Sparkline } from './Sparkline';
import { useSeconds } from './useSeconds';
import { formatDuration, formatMoment, formatNumber, formatRate } from '../../lib/format';
import { linkTo } from '../../lib/urlState';
import { quoted } from '../traces/traceql/write';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import classes from './ServicesPage.module.css';

const notable = 1.2;

/** What each version of the service did, the latest first, compared with the one before. */
export function DeploymentsView({ service }: { service: string }) {
  const { data, error, refetch } = useDeployments(service);
  const [search] = useSearchParams();
  const seconds = useSeconds();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  if (data.versions.length === 0) return <EmptyState title="No version is known"><p>A version is told by the resource attribute <code>service.version</code>.</p></EmptyState>;
  const find = (version: string) => linkTo(`/explore/traces?q=${encodeURIComponent(`{ resource.service.name = ${quoted(service)} && resource.service.version = ${quoted(version)} }`)}`, search);
  return (
    <div className={classes.wide}>
      <table className={classes.list}>
        <thead><tr><th>Version</th><th>First seen</th><th>Last seen</th><th>Instances</th><th>Requests over time</th><th>Rate</th><th>Errors</th><th>Apdex</th><th>p50</th><th>p95</th><th>p99</th></tr></thead>
        <tbody>
          {data.versions.map((version, place) => {
            const before = data.versions[place + 1];
            return (
              <tr key={version.version}>
                <td><Link to={find(version.version)}>{version.version || 'unknown'}</Link></td>
                <td>{formatMoment(Number(BigInt(version.firstUnixNano) / 1_000_000n))}</td>
                <td>{formatMoment(Number(BigInt(version.lastUnixNano) / 1_000_000n))}</td>
                <td>{formatNumber(version.instances)}</td>
                <td><Sparkline values={version.sparkline} /></td>
                <td>{formatRate(version.calls / seconds)}</td>
                <td className={version.errors > 0 ? classes.bad : undefined}>{(errorShare(version) * 100).toFixed(2)} %{before && errorShare(version) > errorShare(before) * notable && version.errors > 0 && <Worse />}</td>
                <td><span className={classes.apdex} data-state={apdexState(version.apdex)}>{version.apdex.toFixed(2)}</span></td>
                <td>{formatDuration(version.p50Nano)}</td>
                <td>{formatDuration(version.p95Nano)}{before && version.p95Nano > before.p95Nano * notable && <Worse />}</td>
                <td>{formatDuration(version.p99Nano)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const errorShare = ({ errors, calls }: Deployment): number => errors / Math.max(1, calls);

const Worse = () => <span className={classes.bad} title="worse than the version before"> ▲</span>;

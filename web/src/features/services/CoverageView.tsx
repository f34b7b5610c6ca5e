import { Link, useSearchParams } from 'react-router';
import { useCoverage } from './api';
import type { PathCoverage } from './api';
import { formatMoment, formatNumber } from '../../lib/format';
import { linkTo } from '../../lib/urlState';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import classes from './ServicesPage.module.css';

const example = `traces:
  critical_paths:
    - name: order
      entry: storefront
      steps: [checkout, payment]`;

/** Which share of the requests of declared paths left a complete trace, and what the others lack. */
export function CoverageView() {
  const { data, error, refetch } = useCoverage();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  if (data.paths.length === 0) {
    return <EmptyState title="No critical path is declared"><p>Name in the configuration which steps a complete trace of a path has:</p><pre className={classes.example}>{example}</pre></EmptyState>;
  }
  return <div className={classes.paths}>{data.paths.map((path) => <Path key={path.name} path={path} />)}</div>;
}

function Path({ path }: { path: PathCoverage }) {
  const [search] = useSearchParams();
  return (
    <section className={classes.path}>
      <header>
        <h2>{path.name}</h2>
        <b data-whole={path.share === 1 || undefined}>{(path.share * 100).toFixed(path.share === 1 ? 0 : 2)} %</b>
        <span>{formatNumber(path.complete)} of {formatNumber(path.requests)} requests left a complete trace</span>
      </header>
      <div className={classes.meter}><i style={{ width: `${path.share * 100}%` }} /></div>
      {path.steps.length > 0 && (
        <ul>{path.steps.map((step) => <li key={step.step}><code>{step.step}</code> is missing in {formatNumber(step.traces)}</li>)}</ul>
      )}
      {path.incomplete.length > 0 && (
        <ol aria-label={`Incomplete traces of ${path.name}`}>
          {path.incomplete.map((trace) => (
            <li key={trace.traceId}><Link to={linkTo(`/explore/traces/${trace.traceId}`, search)}>{formatMoment(Number(BigInt(trace.startUnixNano) / 1_000_000n))}</Link> lacks {trace.missing.join(', ')} <code>{trace.traceId}</code></li>
          ))}
        </ol>
      )}
    </section>
  );
}
